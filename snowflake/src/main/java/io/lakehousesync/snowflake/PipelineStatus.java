package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.util.Optional;

/**
 * What a {@link TaskPipeline} does.
 *
 * @param started whether its tasks run
 * @param suspendedReason why Snowflake suspended a task, such as too many failures in a row; empty
 *     if it runs or a person suspended it
 * @param newFiles whether there are files that no run has dealt with
 * @param lastRun the last run of the refreshing task that came to an end, skipped ones too
 * @param lastFailure the last one that failed
 * @param lastLook the last run of the task before it, which refreshes the stage; empty if there is
 *     no such task, or it has not run yet
 */
public record PipelineStatus(
    boolean started,
    Optional<String> suspendedReason,
    boolean newFiles,
    Optional<Run> lastRun,
    Optional<Run> lastFailure,
    Optional<Run> lastLook) {

  /**
   * One run of a task. Snowflake keeps them for seven days.
   *
   * @param state SUCCEEDED, FAILED, SKIPPED, …, as Snowflake says
   * @param scheduledTime when it was due, as Snowflake writes it
   * @param queryId its query; empty if it was skipped
   * @param error code and message; empty without an error
   */
  public record Run(
      String state, String scheduledTime, Optional<String> queryId, Optional<String> error) {
    static Run of(Row row) {
      return new Run(
          row.text("state").orElse("UNKNOWN"),
          row.text("scheduled_time").orElse(""),
          row.text("query_id"),
          row.text("error_message")
              .filter(message -> !message.isEmpty())
              .map(message -> row.text("error_code").orElse("") + " " + message));
    }

    boolean ended() {
      return !state.equals("SCHEDULED") && !state.equals("EXECUTING");
    }

    boolean failed() {
      return state.startsWith("FAILED");
    }
  }
}
