package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of the account, one shelf per kind, and who owns them. Thread-safe. */
final class Catalog {
  private final Shelf<Database> databases = new Shelf<>(ObjectKind.DATABASE);
  private final Shelf<ExternalVolume> externalVolumes = new Shelf<>(ObjectKind.EXTERNAL_VOLUME);
  private final Shelf<CatalogIntegration> catalogIntegrations =
      new Shelf<>(ObjectKind.CATALOG_INTEGRATION);
  private final Shelf<StorageIntegration> storageIntegrations =
      new Shelf<>(ObjectKind.STORAGE_INTEGRATION);
  private final Shelf<NetworkPolicy> networkPolicies = new Shelf<>(ObjectKind.NETWORK_POLICY);
  private final Shelf<PostgresInstance> postgresInstances =
      new Shelf<>(ObjectKind.POSTGRES_INSTANCE);
  private final Shelf<Role> roles = new Shelf<>(ObjectKind.ROLE);
  private final Grants grants = new Grants();
  private volatile Grantee user = Grantee.user("SYNC");
  private volatile Duration postgresInstanceStartup = Duration.ofSeconds(2);

  Catalog() {
    Role.createSystemRoles(roles, grants);
  }

  Shelf<Database> databases() {
    return databases;
  }

  Shelf<ExternalVolume> externalVolumes() {
    return externalVolumes;
  }

  Shelf<CatalogIntegration> catalogIntegrations() {
    return catalogIntegrations;
  }

  Shelf<StorageIntegration> storageIntegrations() {
    return storageIntegrations;
  }

  Shelf<NetworkPolicy> networkPolicies() {
    return networkPolicies;
  }

  Shelf<PostgresInstance> postgresInstances() {
    return postgresInstances;
  }

  Shelf<Role> roles() {
    return roles;
  }

  /** The stand-in's only user. */
  Grantee user() {
    return user;
  }

  /** Sets the only user, who has ACCOUNTADMIN. */
  void setUser(String name) {
    user = Grantee.user(name.toUpperCase(Locale.ROOT));
    grantToUser(Grants.ADMIN);
  }

  void grantToUser(String role) {
    grants.grant(new Grant(Role.securable(role), Grant.USAGE, user, Grants.ADMIN, Instant.EPOCH));
  }

  /** Whether the user has a role, directly or through others. */
  boolean isOfUser(String role) {
    return grants.roles(user).contains(role);
  }

  /** How long new Postgres instances take until they are READY. */
  Duration postgresInstanceStartup() {
    return postgresInstanceStartup;
  }

  void setPostgresInstanceStartup(Duration startup) {
    postgresInstanceStartup = startup;
  }

  Grants grants() {
    return grants;
  }

  /**
   * The shelf that an object stands on, or would.
   *
   * @throws SnowflakeError 002003 if the database or schema that it stands in does not exist
   */
  Shelf<?> shelf(Securable object) {
    return switch (object.kind()) {
      case DATABASE -> databases;
      case SCHEMA -> databases.require(object.path().get(0)).schemas();
      case TABLE -> schemaOf(object).tables();
      case NETWORK_RULE -> schemaOf(object).networkRules();
      case EXTERNAL_VOLUME -> externalVolumes;
      case CATALOG_INTEGRATION -> catalogIntegrations;
      case STORAGE_INTEGRATION -> storageIntegrations;
      case NETWORK_POLICY -> networkPolicies;
      case POSTGRES_INSTANCE -> postgresInstances;
      case ROLE -> roles;
      default -> throw SnowflakeError.doesNotExist(object.kind(), object.toString());
    };
  }

  /**
   * Whether an object is there, and the database and schema that it stands in. Any warehouse is:
   * there are none as objects.
   */
  boolean exists(Securable object) {
    if (object.kind() == ObjectKind.ACCOUNT || object.kind() == ObjectKind.WAREHOUSE) {
      return true;
    }
    return object.containers().stream().allMatch(this::exists)
        && shelf(object).find(object.last()).isPresent();
  }

  private Schema schemaOf(Securable object) {
    return requireSchema(object.path().get(0), object.path().get(1));
  }

  Schema requireSchema(String database, String schema) {
    return databases.require(database).schemas().require(schema);
  }

  IcebergTable requireTable(TableName name) {
    return findTable(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  Optional<IcebergTable> findTable(TableName name) {
    return databases
        .find(name.database())
        .flatMap(database -> database.schemas().find(name.schema()))
        .flatMap(schema -> schema.tables().find(name.table()));
  }

  /** All Iceberg tables of the account. */
  Stream<IcebergTable> tables() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.tables().all().stream());
  }
}
