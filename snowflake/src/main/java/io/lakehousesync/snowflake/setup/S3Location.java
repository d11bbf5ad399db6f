package io.lakehousesync.snowflake.setup;

import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the Iceberg tables lie, and the AWS role with which Snowflake reads them.
 *
 * @param url the location, such as {@code s3://retail-lake/}; in government regions {@code
 *     s3gov://retail-lake/}, in China {@code s3china://retail-lake/}. The bucket's name must have
 *     no dots
 * @param roleArn the role, such as {@code arn:aws:iam::012345678910:role/lake}
 * @param externalId the external id that Snowflake sends when it assumes the role. If it is set,
 *     you can write the role's trust policy before the set-up, and the policy stays valid when an
 *     object is recreated. If it is empty, Snowflake generates an external id for each object
 */
public record S3Location(String url, String roleArn, Optional<String> externalId) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the URL or the role is not valid, or if they belong to
   *     different AWS partitions
   */
  public S3Location {
    StorageBaseUrl base = new StorageBaseUrl(url);
    url = base.url();
    if (base.partition().isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' must begin with one of %s"
              .formatted(url, List.copyOf(StorageBaseUrl.SCHEMES.values())));
    }
    if (url.substring(url.indexOf("//") + 2).split("/", 2)[0].contains(".")) {
      throw new IllegalArgumentException(
          "Snowflake cannot read a bucket with dots in its name: '%s'".formatted(url));
    }
    if (!roleArn.matches("arn:aws[a-z-]*:iam::\\d+:role/.+")) {
      throw new IllegalArgumentException("'%s' is not the ARN of a role".formatted(roleArn));
    }
    String scheme = StorageBaseUrl.SCHEMES.get(roleArn.split(":", 3)[1]);
    if (scheme != null && !scheme.equals(base.scheme())) {
      throw new IllegalArgumentException(
          "'%s' and the role %s belong to different AWS partitions: write %s"
              .formatted(url, roleArn, base.withScheme(scheme)));
    }
    Objects.requireNonNull(externalId, "externalId");
  }

  /** Returns a location with external ids that Snowflake generates. */
  public static S3Location of(String url, String roleArn) {
    return new S3Location(url, roleArn, Optional.empty());
  }

  /** Returns the same location with an external id that the host chose. */
  public S3Location withExternalId(String id) {
    return new S3Location(url, roleArn, Optional.of(id));
  }
}
