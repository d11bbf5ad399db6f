package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;

/** Creates the exception for a step that failed while a plan was applied or dropped. */
public enum SetupFailure {
  SETTING_UP("The set-up", "Apply again: objects that exist are kept."),
  DROPPING("Dropping", "Drop again: objects that are gone are skipped.");

  private final String doing;
  private final String advice;

  SetupFailure(String doing, String advice) {
    this.doing = doing;
    this.advice = advice;
  }

  /**
   * Returns the exception for a statement that failed or was not answered.
   *
   * @param done the number of steps that were done before this step
   */
  LakehouseSyncException failure(SetupStep step, SQLException e, int done) {
    if (SnowflakeErrors.mayStillRun(e)) {
      return new OutcomeUnknownException(
          "%s stopped at: %s. Whether it was done is not known: %s. %s %s"
              .formatted(doing, step, SnowflakeErrors.describe(e), around(done), advice),
          e);
    }
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "%s stopped at: %s: %s. %s %s %s"
            .formatted(
                doing,
                step,
                SnowflakeErrors.describe(e),
                around(done),
                SnowflakeErrors.setupAdvice(e),
                advice),
        e);
  }

  /**
   * Returns the exception for a check that failed while a plan was applied or dropped. The step was
   * not tried.
   */
  NotAppliedException checkFailed(SetupStep step, SQLException e, int done) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "%s stopped at: %s. Checking it failed: %s. %s %s %s"
            .formatted(
                doing,
                step,
                SnowflakeErrors.describe(e),
                around(done),
                SnowflakeErrors.setupAdvice(e),
                advice),
        e);
  }

  private static String around(int done) {
    return "%d steps before it are done, the steps after it were not tried.".formatted(done);
  }

  /**
   * Returns the exception for a step whose object Snowflake refused to drop. Other objects may have
   * been dropped.
   */
  static NotAppliedException notDropped(SetupStep step, SQLException e) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "%s was not dropped: %s. %s %s"
            .formatted(
                step, SnowflakeErrors.describe(e), SnowflakeErrors.setupAdvice(e), DROPPING.advice),
        e);
  }

  /** Returns the exception for a failed check of {@code what}. The check changed nothing. */
  public static NotAppliedException notRead(String what, SQLException e) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "Checking %s in Snowflake failed: %s. This step changed nothing. %s"
            .formatted(what, SnowflakeErrors.describe(e), SnowflakeErrors.setupAdvice(e)),
        e);
  }
}
