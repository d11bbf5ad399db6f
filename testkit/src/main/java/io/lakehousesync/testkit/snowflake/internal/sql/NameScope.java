package io.lakehousesync.testkit.snowflake.internal.sql;

/** The current database and schema, which complete an unqualified name. */
public interface NameScope {
  /**
   * Returns the current database.
   *
   * @throws SnowflakeError 090105 if there is none
   */
  String requireDatabase();

  /**
   * Returns the current schema.
   *
   * @throws SnowflakeError 090105 if there is none
   */
  String requireSchema();
}
