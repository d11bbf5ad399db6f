package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import java.util.Optional;

/**
 * The status of a {@link TaskPipeline}.
 *
 * @param started whether all tasks of the pipeline are resumed
 * @param suspendedReason why a task is suspended, as Snowflake names it: USER_SUSPENDED if a person
 *     suspended it, SUSPENDED_DUE_TO_ERRORS after too many failures in a row, GRANT_OWNERSHIP if it
 *     got another owner, …; empty if the tasks are resumed, or were never resumed
 * @param newFiles whether there are files that no run has processed
 * @param lastRun the latest finished run of the task that refreshes the table. A skipped run counts
 *     as finished
 * @param lastFailure the last failed run of the task that refreshes the table
 * @param lastStageRefresh the last finished run of the task that refreshes the stage; empty if the
 *     pipeline has no such task, or the task has not run yet
 */
public record PipelineStatus(
    boolean started,
    Optional<String> suspendedReason,
    boolean newFiles,
    Optional<Run> lastRun,
    Optional<Run> lastFailure,
    Optional<Run> lastStageRefresh) {

  /**
   * One run of a task. Snowflake stores the history of runs for seven days.
   *
   * @param state SUCCEEDED, FAILED, SKIPPED, …, as Snowflake names it
   * @param scheduledTime when the run was due, as Snowflake writes the time
   * @param queryId the id of the run's query; empty if the run was skipped
   * @param error code and message of the run's error; empty if there was no error
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
