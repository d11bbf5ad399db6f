package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * An external volume with one storage location, which is its active one.
 *
 * @param name its name
 * @param locationName the name of the storage location
 * @param baseUrl its STORAGE_BASE_URL, ending in a slash
 * @param trust whom it goes to S3 as; the role is not assumed
 * @param allowWrites its ALLOW_WRITES
 * @param comment its comment
 */
record ExternalVolume(
    String name,
    String locationName,
    String baseUrl,
    AwsTrust trust,
    boolean allowWrites,
    String comment)
    implements Describable {
  private static final String IAM_USER = "arn:aws:iam::123456789001:user/stan-b-din0001";

  ExternalVolume {
    if (!baseUrl.startsWith("s3://") || baseUrl.length() == "s3://".length()) {
      throw new IllegalArgumentException("not an s3:// URL: " + baseUrl);
    }
    baseUrl = baseUrl.endsWith("/") ? baseUrl : baseUrl + "/";
  }

  /** A volume that reads, of a role that nobody has asked for. */
  ExternalVolume(String name, String baseUrl) {
    this(
        name,
        "standin",
        baseUrl,
        AwsTrust.of("arn:aws:iam::123456789012:role/standin", Optional.empty()),
        false,
        "");
  }

  boolean holds(String location) {
    return location.startsWith(baseUrl);
  }

  /**
   * Its properties. Source: docs.snowflake.com, "DESCRIBE EXTERNAL VOLUME"
   * (/en/sql-reference/sql/desc-external-volume).
   */
  @Override
  public Result describe(Securable self, StatementContext context) {
    String location =
        Json.object()
            .put("NAME", locationName)
            .put("STORAGE_PROVIDER", "S3")
            .put("STORAGE_BASE_URL", baseUrl)
            .put("STORAGE_AWS_ROLE_ARN", trust.roleArn())
            .put("STORAGE_AWS_IAM_USER_ARN", IAM_USER)
            .put("STORAGE_AWS_EXTERNAL_ID", trust.externalId())
            .put("ENCRYPTION_TYPE", "NONE")
            .toString();
    return new Properties(
            "parent_property", "property", "property_type", "property_value", "property_default")
        .add("", "ALLOW_WRITES", "Boolean", String.valueOf(allowWrites), "true")
        .add("STORAGE_LOCATIONS", "STORAGE_LOCATION_1", "String", location, "")
        .add("STORAGE_LOCATIONS", "ACTIVE", "String", locationName, "")
        .add("", "COMMENT", "String", comment, "")
        .result();
  }

  /**
   * What SYSTEM$VERIFY_EXTERNAL_VOLUME finds: for a volume that reads only every check is skipped.
   */
  String verify(StorageProbe probe) {
    String skipped = "SKIPPED";
    StorageProbe.Outcome outcome =
        allowWrites
            ? probe.run(baseUrl)
            : new StorageProbe.Outcome(true, skipped, skipped, skipped, skipped);
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
