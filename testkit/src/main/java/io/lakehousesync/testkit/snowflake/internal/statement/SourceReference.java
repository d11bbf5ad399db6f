package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;

/** A source that a SELECT does not name by a table's name, such as {@code DIRECTORY(@stage)}. */
public interface SourceReference {
  /**
   * Opens the source.
   *
   * @throws SnowflakeError if it does not exist
   */
  TableSource open(StatementContext context);
}
