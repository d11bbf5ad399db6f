package io.lakehousesync.testkit.snowflake.internal.pipeline;

import java.time.Instant;
import java.util.Optional;

/**
 * A run of a task in the past or in the future.
 *
 * @param task the parameters of the task at that time
 * @param rootId the id of the root of its graph
 * @param runId distinguishes the runs of a graph
 * @param scheduledFrom SCHEDULE, TRIGGER or EXECUTE TASK
 * @param scheduledTime when it was due
 * @param outcome how it ended, or empty for a run in the future
 */
public record TaskRun(
    Task.Definition task,
    String rootId,
    long runId,
    String scheduledFrom,
    Instant scheduledTime,
    Optional<Outcome> outcome) {
  /** The ways in which a run can end. */
  public enum State {
    SUCCEEDED,
    FAILED,
    SKIPPED
  }

  /**
   * The outcome of a run.
   *
   * @param queryId the statement's query id, or empty if no statement was run
   * @param errorCode the code of the error, or of the reason to skip the run
   */
  public record Outcome(
      State state,
      Optional<String> queryId,
      Optional<String> errorCode,
      Optional<String> errorMessage,
      Optional<String> returnValue,
      Instant startedAt,
      Instant completedAt) {
    public static Outcome skipped(Instant at) {
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
