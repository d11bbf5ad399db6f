package io.lakehousesync.snowflake.internal.sql;

import java.time.Duration;

/**
 * The settings of each statement.
 *
 * @param queryTag the tag with which you can find the statement in Snowflake's query history
 * @param timeout the time after which Snowflake cancels the statement
 */
public record StatementSettings(String queryTag, Duration timeout) {
  /**
   * Checks the timeout, which Snowflake takes in whole seconds.
   *
   * @throws IllegalArgumentException if the timeout is shorter than a second, because 0 would mean
   *     no limit
   */
  public StatementSettings {
    if (timeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "statementTimeout must be a second or more, got " + timeout);
    }
  }
}
