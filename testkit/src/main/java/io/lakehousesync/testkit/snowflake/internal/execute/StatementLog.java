package io.lakehousesync.testkit.snowflake.internal.execute;

import java.util.Optional;

/** Keeps the statements that were executed or rejected. */
public interface StatementLog {
  /**
   * Adds a statement that has ended.
   *
   * @param queryTag the QUERY_TAG of the session at that time, if there was one
   * @param errorCode the code of its error, or empty if it succeeded
   */
  void add(
      String sql,
      String queryId,
      Optional<String> queryTag,
      String sessionId,
      Optional<String> errorCode);
}
