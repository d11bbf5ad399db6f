package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A Snowflake Postgres instance. There is no PostgreSQL behind its host.
 *
 * <p>It is CREATING for the first half of its start-up and FINALIZING for the second, then READY:
 * docs.snowflake.com, "Snowflake Postgres instance management"
 * (/en/user-guide/snowflake-postgres/managing-instances), says that a new instance goes through
 * some of the states between CREATING and READY, so that a client which waits for CREATING to end
 * comes too early.
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
 * @param startup how long it takes from then until it is READY
 */
record PostgresInstance(
    String name,
    String host,
    InstanceSize size,
    String version,
    String authority,
    Optional<String> comment,
    Optional<String> networkPolicy,
    Optional<String> storageIntegration,
    Instant createdOn,
    Duration startup)
    implements Describable {
  static final String READY = "READY";

  String state(Instant now) {
    Duration age = Duration.between(createdOn, now);
    if (age.compareTo(startup) >= 0) {
      return READY;
    }
    return age.multipliedBy(2).compareTo(startup) < 0 ? "CREATING" : "FINALIZING";
  }

  /**
   * Checks that it has been started.
   *
   * @throws SnowflakeError 099920 if not
   */
  void requireReady(Instant now) {
    if (!state(now).equals(READY)) {
      throw SnowflakeError.notReady(name, state(now));
    }
  }

  /** Whether this network policy or storage integration is attached. */
  boolean uses(Securable object) {
    Optional<String> used =
        object.kind() == ObjectKind.NETWORK_POLICY ? networkPolicy : storageIntegration;
    return used.isPresent() && used.get().equals(object.last());
  }

  PostgresInstance withComment(Optional<String> other) {
    return new PostgresInstance(
        name,
        host,
        size,
        version,
        authority,
        other,
        networkPolicy,
        storageIntegration,
        createdOn,
        startup);
  }

  PostgresInstance withNetworkPolicy(Optional<String> other) {
    return new PostgresInstance(
        name,
        host,
        size,
        version,
        authority,
        comment,
        other,
        storageIntegration,
        createdOn,
        startup);
  }

  PostgresInstance withStorageIntegration(Optional<String> other) {
    return new PostgresInstance(
        name, host, size, version, authority, comment, networkPolicy, other, createdOn, startup);
  }

  /**
   * Its properties, where {@code None} stands for what is not set. Source: docs.snowflake.com,
   * "DESCRIBE POSTGRES INSTANCE" (/en/sql-reference/sql/desc-postgres-instance).
   */
  @Override
  public Result describe(Securable self, StatementContext context) {
    return new Properties("property", "value")
        .add("name", name)
        .add("owner", context.catalog().grants().owner(self))
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
        .add("state", state(context.clock().instant()))
        .add("comment", comment.orElse("None"))
        .add("origin", "None")
        .add("replicas", "")
        .add("operations", "{ }")
        .add("network_policy", networkPolicy.orElse("None"))
        .add("storage_integration", storageIntegration.orElse("None"))
        .result();
  }
}
