package io.lakehousesync.testkit.snowflake;

/** A statement that has passed the parser. */
interface Statement {
  /**
   * Checks that the current role has the privileges that the statement needs. One that does not say
   * which these are is for ACCOUNTADMIN only.
   *
   * @throws SnowflakeError 003001, or 002003 for an object on which the role has no privilege at
   *     all
   */
  default void authorize(StatementContext context) {
    if (!context.access().isAdmin()) {
      throw SnowflakeError.insufficientPrivileges(Securable.account());
    }
  }

  /**
   * Executes it.
   *
   * @throws SnowflakeError if it is rejected; then it has had no effect
   */
  Result execute(StatementContext context);

  /** Describes the result without executing the statement, for a driver that prepares it. */
  default Result describe(StatementContext context) {
    return Result.ddl("").withoutRows();
  }
}
