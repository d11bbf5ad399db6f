package io.lakehousesync.snowflake;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the Iceberg tables lie, and the AWS role by which Snowflake gets there.
 *
 * @param url the location, such as {@code s3://retail-lake/}. The bucket's name must have no dots
 * @param roleArn the role, such as {@code arn:aws:iam::012345678910:role/lake}
 * @param externalId the external id that Snowflake shows when it takes the role on. Chosen
 *     beforehand, the role's trust policy can be written at once, and survives an object that is
 *     made anew; empty, Snowflake makes one up for each object
 */
public record S3Location(String url, String roleArn, Optional<String> externalId) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the URL or the role is not one
   */
  public S3Location {
    url = new StorageBaseUrl(url).url();
    if (url.substring(url.indexOf("//") + 2).split("/", 2)[0].contains(".")) {
      throw new IllegalArgumentException(
          "Snowflake reads no bucket with dots in its name: '%s'".formatted(url));
    }
    if (!roleArn.matches("arn:aws[a-z-]*:iam::\\d+:role/.+")) {
      throw new IllegalArgumentException("'%s' is not the ARN of a role".formatted(roleArn));
    }
    Objects.requireNonNull(externalId, "externalId");
  }

  /** A location with external ids that Snowflake makes up. */
  public static S3Location of(String url, String roleArn) {
    return new S3Location(url, roleArn, Optional.empty());
  }

  /** The same location with an external id of our choice. */
  public S3Location withExternalId(String id) {
    return new S3Location(url, roleArn, Optional.of(id));
  }

  /** A location below this one. */
  S3Location below(String path) {
    return new S3Location(url + path, roleArn, externalId);
  }

  SqlTemplate.Clause externalIdClause() {
    return externalId
        .map(id -> new SqlTemplate.Clause(" STORAGE_AWS_EXTERNAL_ID = " + Literals.string(id)))
        .orElse(SqlTemplate.Clause.NONE);
  }
}
