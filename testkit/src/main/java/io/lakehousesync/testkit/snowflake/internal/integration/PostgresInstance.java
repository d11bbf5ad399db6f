package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.DescribeRows;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A Snowflake Postgres instance. No PostgreSQL runs at its host.
 *
 * <p>It is CREATING in the first half of its start-up, FINALIZING in the second half, and then
 * READY. According to docs.snowflake.com, "Snowflake Postgres instance management"
 * (/en/user-guide/snowflake-postgres/managing-instances), a new instance passes some of the states
 * between CREATING and READY. A client that waits only for the end of CREATING therefore continues
 * too early.
 *
 * @param name its name
 * @param host the host that clients would connect to
 * @param size its size
 * @param version its major version
 * @param authority its AUTHENTICATION_AUTHORITY
 * @param comment its comment, if it has one
 * @param networkPolicy its network policy, if it has one
 * @param storageIntegration its storage integration, if it has one
 * @param createdOn when it was created
 * @param startup the time from the creation until the instance is READY
 * @param operation the last operation on the instance. It can run longer than the state shows
 */
public record PostgresInstance(
    String name,
    String host,
    InstanceSize size,
    String version,
    String authority,
    Optional<String> comment,
    Optional<String> networkPolicy,
    Optional<String> storageIntegration,
    Instant createdOn,
    Duration startup,
    Operation operation)
    implements Describable {
  static final String READY = "READY";

  /**
   * An operation that the instance executes in the background.
   *
   * @param statement CREATE or ALTER
   * @param until when it ends
   */
  public record Operation(String statement, Instant until) {}

  public String state(Instant now) {
    Duration age = Duration.between(createdOn, now);
    if (age.compareTo(startup) >= 0) {
      return READY;
    }
    return age.multipliedBy(2).compareTo(startup) < 0 ? "CREATING" : "FINALIZING";
  }

  /**
   * Checks that the instance is READY.
   *
   * @throws SnowflakeError 099920 if it is not READY
   */
  public void requireReady(Instant now) {
    if (!state(now).equals(READY)) {
      throw SnowflakeError.notReady(name, state(now));
    }
  }

  /**
   * Checks that no operation runs.
   *
   * <p>Source: terraform-provider-snowflake, pkg/sdk/postgres_instances_ext.go. It repeats an ALTER
   * that gets this error, although the instance was READY before.
   *
   * @throws SnowflakeError 604009 if an operation runs
   */
  public void requireIdle(Instant now) {
    if (now.isBefore(operation.until())) {
      throw SnowflakeError.operationRunning(operation.statement(), name);
    }
  }

  /** Returns whether a network policy or storage integration is attached to this instance. */
  public boolean uses(Securable object) {
    Optional<String> used =
        object.kind() == ObjectKind.NETWORK_POLICY ? networkPolicy : storageIntegration;
    return used.isPresent() && used.get().equals(object.last());
  }

  /**
   * Returns the instance with other attachments. The change is an operation that runs for some
   * time.
   */
  public PostgresInstance altered(
      Optional<String> newComment,
      Optional<String> newPolicy,
      Optional<String> newIntegration,
      Operation change) {
    return new PostgresInstance(
        name,
        host,
        size,
        version,
        authority,
        newComment,
        newPolicy,
        newIntegration,
        createdOn,
        startup,
        change);
  }

  /**
   * Returns its properties, with {@code None} for a property that is not set. Source:
   * docs.snowflake.com, "DESCRIBE POSTGRES INSTANCE"
   * (/en/sql-reference/sql/desc-postgres-instance).
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
    return new DescribeRows("property", "value")
        .add("name", name)
        .add("owner", grants.owner(self))
        .add("owner_role_type", "ROLE")
        .add("created_on", createdOn.toString())
        .add("updated_on", createdOn.toString())
        .add("type", "PRIMARY")
        .add("host", host)
        .add("privatelink_service_identifier", "None")
        .add("compute_family", size.computeFamily())
        .add("storage_size_gb", Integer.toString(size.storageGb()))
        .add("postgres_version", version)
        .add("postgres_settings", "{}")
        .add("high_availability", String.valueOf(size.highAvailability()))
        .add("authentication_authority", authority)
        .add("maintenance_window_start", "None")
        .add("state", state(now))
        .add("comment", comment.orElse("None"))
        .add("origin", "None")
        .add("replicas", "")
        .add("operations", "{ }")
        .add("network_policy", networkPolicy.orElse("None"))
        .add("storage_integration", storageIntegration.orElse("None"))
        .result();
  }
}
