package io.lakehousesync.testkit.snowflake;

/** A source that a SELECT names by something other than a table's name. */
interface SourceReference {
  /**
   * Finds what is meant.
   *
   * @throws SnowflakeError if it does not exist
   */
  TableSource open(StatementContext context);
}
