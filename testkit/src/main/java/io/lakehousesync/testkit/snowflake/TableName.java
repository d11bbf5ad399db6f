package io.lakehousesync.testkit.snowflake;

/** A table's full name, its parts as stored. */
record TableName(String database, String schema, String table) {
  @Override
  public String toString() {
    return database + "." + schema + "." + table;
  }
}
