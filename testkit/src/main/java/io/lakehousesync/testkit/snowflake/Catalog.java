package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * The objects of the account, one shelf per kind. Thread-safe.
 *
 * <p>There are no grants: whoever logs in may do everything.
 */
final class Catalog {
  private final Shelf<Database> databases = new Shelf<>(ObjectKind.DATABASE);
  private final Shelf<ExternalVolume> externalVolumes = new Shelf<>(ObjectKind.EXTERNAL_VOLUME);
  private final Shelf<CatalogIntegration> catalogIntegrations =
      new Shelf<>(ObjectKind.CATALOG_INTEGRATION);

  Shelf<Database> databases() {
    return databases;
  }

  Shelf<ExternalVolume> externalVolumes() {
    return externalVolumes;
  }

  Shelf<CatalogIntegration> catalogIntegrations() {
    return catalogIntegrations;
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

  /** The first table that was created with this catalog integration. */
  Optional<IcebergTable> tableOfIntegration(String integration) {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.tables().all().stream())
        .filter(table -> table.catalogIntegration().equals(integration))
        .findFirst();
  }
}
