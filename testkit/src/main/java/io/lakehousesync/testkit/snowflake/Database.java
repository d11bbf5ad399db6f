package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;

/**
 * A database. It is created with the schema PUBLIC, as in Snowflake; one that is linked to a
 * catalog has the schemas that are discovered there, and no other.
 *
 * @param name its name
 * @param schemas its schemas
 * @param link the catalog that it is linked to
 */
record Database(String name, Shelf<Schema> schemas, Optional<Link> link) {
  /**
   * A link to a catalog.
   *
   * @param integration the catalog integration
   * @param allowedNamespaces whose tables are discovered; all if it is empty
   */
  record Link(String integration, List<String> allowedNamespaces) {
    boolean allows(String namespace) {
      return allowedNamespaces.isEmpty() || allowedNamespaces.contains(namespace);
    }
  }

  static Database create(String name) {
    Database database = new Database(name, new Shelf<>(ObjectKind.SCHEMA), Optional.empty());
    database.schemas.create("PUBLIC", Schema.create("PUBLIC"), CreateMode.FAIL_IF_EXISTS);
    return database;
  }

  static Database linked(String name, Link link) {
    return new Database(name, new Shelf<>(ObjectKind.SCHEMA), Optional.of(link));
  }
}
