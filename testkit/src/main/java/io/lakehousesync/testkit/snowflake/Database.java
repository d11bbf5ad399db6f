package io.lakehousesync.testkit.snowflake;

/**
 * A database. It is created with the schema PUBLIC, as in Snowflake.
 *
 * @param name its name
 * @param schemas its schemas
 */
record Database(String name, Shelf<Schema> schemas) {
  static Database create(String name) {
    Database database = new Database(name, new Shelf<>(ObjectKind.SCHEMA));
    database.schemas.create("PUBLIC", Schema.create("PUBLIC"), CreateMode.FAIL_IF_EXISTS);
    return database;
  }
}
