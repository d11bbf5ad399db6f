package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import io.lakehousesync.testkit.snowflake.internal.value.DescribeRows;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.List;

/**
 * A storage integration on S3. The stand-in reads S3 without its AWS role.
 *
 * @param name its name
 * @param type the use of the integration
 * @param provider its STORAGE_PROVIDER
 * @param enabled whether it may be used
 * @param trust the role for access to S3
 * @param locations its STORAGE_ALLOWED_LOCATIONS
 * @param comment its comment
 */
public record StorageIntegration(
    String name,
    Type type,
    S3Provider provider,
    boolean enabled,
    AwsTrust trust,
    List<String> locations,
    String comment)
    implements Describable {
  /** The uses of storage integrations: stages, or a Postgres instance with pg_lake. */
  public enum Type {
    EXTERNAL_STAGE("arn:aws:iam::123456789001:user/stan-b-din0001"),
    POSTGRES_EXTERNAL_STORAGE(
        "arn:aws:iam::123456789002:user/snowflake-postgres-integration-management");

    private final String iamUserArn;

    Type(String iamUserArn) {
      this.iamUserArn = iamUserArn;
    }
  }

  public StorageIntegration {
    locations = List.copyOf(locations);
  }

  /**
   * Checks the type.
   *
   * @throws SnowflakeError 099921 if it is another type
   */
  public void requireType(Type expected) {
    if (type != expected) {
      throw SnowflakeError.wrongType(name, expected.name());
    }
  }

  /** Returns whether a location is an allowed location, or lies below an allowed location. */
  public boolean allows(String location) {
    return locations.stream()
        .map(allowed -> allowed.endsWith("/") ? allowed : allowed + "/")
        .anyMatch(allowed -> allowed.equals("*/") || location.startsWith(allowed));
  }

  /**
   * Returns its properties. Sources on docs.snowflake.com: "DESCRIBE INTEGRATION"
   * (/en/sql-reference/sql/desc-integration), "Configuring a Snowflake storage integration to
   * access Amazon S3" (/en/user-guide/data-load-s3-config-storage-integration), and for the user's
   * ARN "pg_lake" (/en/user-guide/snowflake-postgres/postgres-pg_lake).
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
    return DescribeRows.ofIntegration()
        .add("ENABLED", "Boolean", String.valueOf(enabled), "false")
        .add("STORAGE_PROVIDER", "String", provider.name(), "")
        .add("STORAGE_ALLOWED_LOCATIONS", "List", String.join(",", locations), "[]")
        .add("STORAGE_BLOCKED_LOCATIONS", "List", "", "[]")
        .add("STORAGE_AWS_IAM_USER_ARN", "String", type.iamUserArn, "")
        .add("STORAGE_AWS_ROLE_ARN", "String", trust.roleArn(), "")
        .add("STORAGE_AWS_EXTERNAL_ID", "String", trust.externalId(), "")
        .add("COMMENT", "String", comment, "")
        .result();
  }
}
