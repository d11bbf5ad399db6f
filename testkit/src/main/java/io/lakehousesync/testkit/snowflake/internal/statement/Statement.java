package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/** A parsed statement. */
public interface Statement {
  /**
   * Checks that the current role has the privileges that the statement needs. By default only
   * ACCOUNTADMIN may execute it.
   *
   * @throws SnowflakeError 003001 if a privilege is missing, or 002003 if the role has no privilege
   *     at all on an object
   */
  default void authorize(StatementContext context) {
    if (!context.access().isAdmin()) {
      throw SnowflakeError.insufficientPrivileges(Securable.account());
    }
  }

  /**
   * Executes the statement.
   *
   * @throws SnowflakeError if it is rejected; then it had no effect
   */
  Result execute(StatementContext context);

  /**
   * Returns the columns of the result without executing the statement, for a driver that prepares
   * it.
   */
  default Result describe(StatementContext context) {
    return Result.ddl("").withoutRows();
  }
}
