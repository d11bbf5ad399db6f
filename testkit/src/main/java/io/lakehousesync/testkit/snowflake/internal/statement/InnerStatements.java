package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/** Runs the statements inside procedures and tasks. */
public interface InnerStatements {
  /**
   * Runs a statement in the session of its procedure or task.
   *
   * @param queryId its query id
   * @param written the text for the log and for faults
   * @param sql the text with values in place of variables
   * @throws SnowflakeError if it fails
   */
  Result run(String queryId, String written, String sql, Session session);

  /** Returns the context for an expression that belongs to no statement. */
  StatementContext context(Session session);
}
