package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import io.lakehousesync.testkit.snowflake.internal.storage.StorageCheck;
import io.lakehousesync.testkit.snowflake.internal.storage.StorageLocation;
import io.lakehousesync.testkit.snowflake.internal.value.DescribeRows;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * An external volume with one storage location. This location is the active location.
 *
 * @param name its name
 * @param locationName the name of the storage location
 * @param baseUrl its STORAGE_BASE_URL, ending in a slash
 * @param trust the role for access to S3. The stand-in does not assume it
 * @param allowWrites its ALLOW_WRITES
 * @param comment its comment
 */
public record ExternalVolume(
    String name,
    String locationName,
    String baseUrl,
    AwsTrust trust,
    boolean allowWrites,
    String comment)
    implements Describable {
  private static final String IAM_USER = "arn:aws:iam::123456789001:user/stan-b-din0001";

  public ExternalVolume {
    if (S3Provider.of(baseUrl).isEmpty()) {
      throw new IllegalArgumentException(
          "the URL does not begin with s3:// and a bucket: " + baseUrl);
    }
    baseUrl = baseUrl.endsWith("/") ? baseUrl : baseUrl + "/";
  }

  /** Creates a read-only volume with a made-up role. */
  public ExternalVolume(String name, String baseUrl) {
    this(
        name,
        "standin",
        baseUrl,
        AwsTrust.of("arn:aws:iam::123456789012:role/standin", Optional.empty()),
        false,
        "");
  }

  public S3Provider provider() {
    return S3Provider.of(baseUrl).orElseThrow();
  }

  public StorageLocation location() {
    return new StorageLocation(baseUrl);
  }

  /**
   * Returns its properties. Source: docs.snowflake.com, "DESCRIBE EXTERNAL VOLUME"
   * (/en/sql-reference/sql/desc-external-volume).
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
    String location =
        Json.object()
            .put("NAME", locationName)
            .put("STORAGE_PROVIDER", provider().name())
            .put("STORAGE_BASE_URL", baseUrl)
            .put("STORAGE_AWS_ROLE_ARN", trust.roleArn())
            .put("STORAGE_AWS_IAM_USER_ARN", IAM_USER)
            .put("STORAGE_AWS_EXTERNAL_ID", trust.externalId())
            .put("ENCRYPTION_TYPE", "NONE")
            .toString();
    return new DescribeRows(
            "parent_property", "property", "property_type", "property_value", "property_default")
        .add("", "ALLOW_WRITES", "Boolean", String.valueOf(allowWrites), "true")
        .add("STORAGE_LOCATIONS", "STORAGE_LOCATION_1", "String", location, "")
        .add("STORAGE_LOCATIONS", "ACTIVE", "String", locationName, "")
        .add("", "COMMENT", "String", comment, "")
        .result();
  }

  /**
   * Returns the result of SYSTEM$VERIFY_EXTERNAL_VOLUME. For a read-only volume every check is
   * skipped.
   */
  public String verify(StorageCheck check) {
    String skipped = "SKIPPED";
    StorageCheck.Outcome outcome =
        allowWrites
            ? check.run(location().baseUrl())
            : new StorageCheck.Outcome(true, skipped, skipped, skipped, skipped);
    return Json.object()
        .put("success", outcome.success())
        .put("storageLocationSelectionResult", "PASSED")
        .put("storageLocationName", locationName)
        .put("servicePrincipalProperties", "STORAGE_AWS_IAM_USER_ARN: " + IAM_USER)
        .put("location", baseUrl)
        .put("storageAccount", (String) null)
        .put("region", "us-west-2")
        .put("writeResult", outcome.write())
        .put("readResult", outcome.read())
        .put("listResult", outcome.list())
        .put("deleteResult", outcome.delete())
        .put("awsRoleArnValidationResult", "PASSED")
        .put("azureGetUserDelegationKeyResult", skipped)
        .toString();
  }
}
