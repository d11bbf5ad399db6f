package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;

/** Checks a statement that is executed later, in a task or procedure. */
public interface StatementCheck {
  /**
   * Checks that the stand-in knows the statement.
   *
   * @throws SnowflakeError 001003 if the stand-in does not know the statement
   */
  void check(String sql);
}
