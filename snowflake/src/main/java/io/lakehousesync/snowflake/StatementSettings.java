package io.lakehousesync.snowflake;

import java.time.Duration;

/**
 * What each of our statements is sent with.
 *
 * @param queryTag by which Snowflake's query history finds it
 * @param timeout after which Snowflake ends it
 */
record StatementSettings(String queryTag, Duration timeout) {
  /**
   * Checks the timeout, which Snowflake takes in whole seconds.
   *
   * @throws IllegalArgumentException if it is shorter than a second: 0 would mean none
   */
  StatementSettings {
    if (timeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "statementTimeout must be a second or more, got " + timeout);
    }
  }
}
