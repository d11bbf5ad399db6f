package io.lakehousesync.testkit.snowflake.internal.sql;

/** The full name of an object in a schema. The parts have their stored form. */
public record ObjectName(String database, String schema, String name) {
  @Override
  public String toString() {
    return database + "." + schema + "." + name;
  }
}
