package io.lakehousesync.examples.trials.kill;

import java.time.Duration;

/**
 * The point where a host is to be killed.
 *
 * @param run the run of the host, from 1
 * @param occurrence 1 if the host is killed when the table first reaches the step in that run, 2
 *     for the second time. If the table reaches the step less often, the host is killed at its next
 *     step
 * @param delay the time between the announcement and the kill. If the delay is zero, the host is
 *     paused at the step
 */
record KillPoint(Step step, String table, int run, int occurrence, Duration delay) {
  /**
   * After this number of further runs, the host is killed in any case. Otherwise a table that fails
   * in each run would never reach the step.
   */
  private static final int FURTHER_RUNS = 3;

  /**
   * Returns whether the host has reached this point.
   *
   * @param runNow the current run
   * @param occurrences how often the table has reached the step in this run
   */
  boolean isReachedBy(Announcement now, int runNow, int occurrences) {
    boolean passed =
        now.table().equals(table)
            && (now.step() == step ? occurrences >= occurrence : now.step().compareTo(step) > 0);
    boolean givenUp = now.step() == Step.RUN_ENDED && runNow >= run + FURTHER_RUNS;
    return runNow >= run && (passed || givenUp);
  }
}
