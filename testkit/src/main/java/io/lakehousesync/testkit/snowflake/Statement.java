package io.lakehousesync.testkit.snowflake;

/** A statement that has passed the parser. */
interface Statement {
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
