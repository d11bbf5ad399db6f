package io.lakehousesync.testkit.snowflake.internal.execute;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.io.IOException;
import java.time.Duration;

/** The effects that a fault can have on the request that it applies to. */
public interface FaultTarget {
  /** Answers with an error in place of executing the statement. */
  void answer(SnowflakeError error) throws IOException;

  /** Answers with an HTTP status in place of executing the statement. */
  void answer(int httpStatus) throws IOException;

  /**
   * Executes the statement after a delay. If the delay is longer than the statement's timeout,
   * answers with the error for a timeout and does not execute the statement.
   */
  void executeAfter(Duration delay) throws IOException, InterruptedException;

  /** Executes the statement, and closes the connection without an answer. */
  void executeAndDisconnect();

  /** Closes the connection without executing the statement. */
  void disconnect();

  /** Waits until the faults are cleared, and closes the connection. */
  void hang() throws InterruptedException;

  /** Ends the validity of the session token, and answers that the token has expired. */
  void expireSession() throws IOException;
}
