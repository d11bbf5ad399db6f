package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;

/** A source in a SELECT that is not a table's name. */
public interface SourceReference {
  /**
   * Opens the source.
   *
   * @throws SnowflakeError if it does not exist
   */
  TableSource open(StatementContext context);
}
