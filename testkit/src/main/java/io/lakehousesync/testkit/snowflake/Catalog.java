package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
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
  private final Grants grants = new Grants();
  private volatile Duration postgresInstanceStartup = Duration.ofSeconds(2);

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
      default -> throw SnowflakeError.doesNotExist(object.kind(), object.toString());
    };
  }

  /** Whether an object is there, and the database and schema that it stands in. */
  boolean exists(Securable object) {
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
