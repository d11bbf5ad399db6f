package io.lakehousesync.testkit.snowflake;

/**
 * A schema of a database.
 *
 * @param name its name
 * @param tables its Iceberg tables
 */
record Schema(String name, Shelf<IcebergTable> tables) {
  static Schema create(String name) {
    return new Schema(name, new Shelf<>(ObjectKind.TABLE));
  }
}
