package io.lakehousesync.snowflake.setup;

import java.time.Duration;

/**
 * A statement that an {@code AccountCheck} sent, and what came back. It contains names of objects
 * and columns, but no rows and no secrets.
 *
 * @param statement the statement, or what was not run
 * @param expected what the library expects
 * @param came what came back: the number of rows and their columns, the fields of a JSON value, or
 *     the error
 * @param outcome the comparison of both
 * @param took how long Snowflake took
 */
public record AccountCheckResult(
    String statement, String expected, String came, Outcome outcome, Duration took) {
  /** The outcomes of a comparison. */
  public enum Outcome {
    /** What came is what the library expects. */
    AS_EXPECTED,
    /** Something else came. */
    DIFFERENT,
    /** No documentation says what must come, so the check does not judge it. */
    OPEN,
    /** The statement was not sent. */
    NOT_RUN
  }

  @Override
  public String toString() {
    return "%s: %s: expected %s; came %s".formatted(outcome, statement, expected, came);
  }
}
