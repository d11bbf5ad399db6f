package io.lakehousesync.snowflake;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import java.sql.SQLException;

/** What is said of a step that failed, by what was being done. */
enum SetupFailure {
  SETTING_UP("The set-up", "Apply again: what is there is found."),
  DROPPING("Dropping", "Drop again: what is gone is passed over.");

  private final String doing;
  private final String advice;

  SetupFailure(String doing, String advice) {
    this.doing = doing;
    this.advice = advice;
  }

  /**
   * A statement that failed, or was not answered.
   *
   * @param done how many steps were done before
   */
  LakehouseSyncException failure(SetupStep step, SQLException e, int done) {
    if (SnowflakeError.mayStillRun(e)) {
      return new OutcomeUnknownException(
          "%s stopped at: %s. Whether it was done is not known: %s. %s %s"
              .formatted(doing, step, SnowflakeError.describe(e), around(done), advice),
          e);
    }
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "%s stopped at: %s: %s. %s %s %s"
            .formatted(
                doing,
                step,
                SnowflakeError.describe(e),
                around(done),
                SnowflakeError.setupAdvice(e),
                advice),
        e);
  }

  /** A look at a step, without an answer to which nothing is done. */
  NotAppliedException blind(SetupStep step, SQLException e, int done) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "%s stopped at: %s, for which Snowflake could not be asked: %s. %s %s %s"
            .formatted(
                doing,
                step,
                SnowflakeError.describe(e),
                around(done),
                SnowflakeError.setupAdvice(e),
                advice),
        e);
  }

  private static String around(int done) {
    return "%d steps before it are done, what comes after it was not tried.".formatted(done);
  }

  /** A step that Snowflake refused to drop, while others were dropped. */
  static NotAppliedException notDropped(SetupStep step, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "%s was not dropped: %s. %s %s"
            .formatted(
                step, SnowflakeError.describe(e), SnowflakeError.setupAdvice(e), DROPPING.advice),
        e);
  }

  /** A question that failed. */
  static NotAppliedException notAsked(String what, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "Snowflake could not be asked for %s: %s. Nothing was changed by this step. %s"
            .formatted(what, SnowflakeError.describe(e), SnowflakeError.setupAdvice(e)),
        e);
  }
}
