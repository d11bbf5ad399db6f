package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.Optional;

/**
 * A run of a task, or one that is still to come.
 *
 * @param task what the task was at that time
 * @param rootId the id of the root of its graph
 * @param runId tells the runs of a graph apart
 * @param scheduledFrom SCHEDULE, TRIGGER or EXECUTE TASK
 * @param scheduledTime for when it was due
 * @param outcome how it ended, or empty if it is still to come
 */
record TaskRun(
    Task.Definition task,
    String rootId,
    long runId,
    String scheduledFrom,
    Instant scheduledTime,
    Optional<Outcome> outcome) {
  /** How a run ended. */
  enum State {
    SUCCEEDED,
    FAILED,
    SKIPPED
  }

  /**
   * How it ended.
   *
   * @param queryId the statement's query id, or empty if none was run
   * @param errorCode the code of the error, or of the reason to skip it
   */
  record Outcome(
      State state,
      Optional<String> queryId,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> returnValue,
      Instant startedAt,
      Instant completedAt) {
    static Outcome skipped(Instant at) {
      return new Outcome(
          State.SKIPPED,
          Optional.empty(),
          Optional.of("0040003"),
          Optional.of("Conditional expression for task evaluated to false."),
          Optional.empty(),
          at,
          at);
    }
  }
}
