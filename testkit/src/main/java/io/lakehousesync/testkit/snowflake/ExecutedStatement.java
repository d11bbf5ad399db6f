package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * A statement that the stand-in has executed or rejected, including statements inside procedures
 * and tasks. The text of a statement inside a procedure or task contains {@code :variable} in place
 * of values. If EXECUTE IMMEDIATE has built the statement, the text is the built text. If a {@link
 * Fault} prevents the execution of a statement, the statement is recorded only if the fault is an
 * SQL error.
 *
 * @param sql the text as the client sent it, or the text of a statement inside a procedure or task
 * @param queryId its query id
 * @param queryTag the QUERY_TAG of the session at that time, if there was one
 * @param sessionId the session
 * @param errorCode the code of its error, or empty if it succeeded
 */
public record ExecutedStatement(
    String sql,
    String queryId,
    Optional<String> queryTag,
    String sessionId,
    Optional<String> errorCode) {
  /** Returns whether the statement succeeded. */
  public boolean succeeded() {
    return errorCode.isEmpty();
  }
}
