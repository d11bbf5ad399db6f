package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * A statement that the stand-in has executed or rejected, those inside of procedures and tasks
 * included: with {@code :variable} as it was written, or as EXECUTE IMMEDIATE put it together. One
 * that a fault kept from execution is here only if the fault was an SQL error.
 *
 * @param sql the text as the client sent it
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
  /** Whether it succeeded. */
  public boolean succeeded() {
    return errorCode.isEmpty();
  }
}
