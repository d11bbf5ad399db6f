package io.lakehousesync.snowflake;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

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
          "%s stopped at: %s. Whether it was done is not known: %s. The %d steps before it are done. %s"
              .formatted(doing, step, SnowflakeError.describe(e), done, advice),
          e);
    }
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "%s stopped at: %s: %s. The %d steps before it are done. %s %s"
            .formatted(
                doing,
                step,
                SnowflakeError.describe(e),
                done,
                SnowflakeError.setupAdvice(e),
                advice),
        e);
  }

  /**
   * Some steps that were refused, while the others were dropped.
   *
   * @param first why the first of them was
   */
  static NotAppliedException someNotDropped(List<SetupResult> results, NotAppliedException first) {
    List<SetupResult> failed =
        results.stream().filter(result -> result.state() == State.FAILED).toList();
    return new NotAppliedException(
        first.retry(),
        "%s failed at %d of %d steps, the others are gone: %s. Change what Snowflake names. %s"
            .formatted(
                DROPPING.doing,
                failed.size(),
                results.size(),
                failed.stream()
                    .map(result -> "%s: %s".formatted(result.step(), result.detail()))
                    .collect(Collectors.joining("; ")),
                DROPPING.advice),
        first);
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
