package io.lakehousesync.examples.killtest;

import java.time.Duration;

/**
 * Where a host is to be killed.
 *
 * @param run in which run of the host, from 1
 * @param occurrence at which time in one run the table reaches the step, from 1; if it does so less
 *     often, the kill comes at its next step
 * @param delay how long after the announcement; at zero, the host is paused at the step
 */
record KillPoint(Step step, String table, int run, int occurrence, Duration delay) {
  /** A table that fails in so many runs may never get there: the last run of the test says why. */
  private static final int FURTHER_RUNS = 3;

  /**
   * Whether the host is there.
   *
   * @param runNow in which run it is
   * @param occurrences at which time the table reaches the step in this run
   */
  boolean isReachedBy(Announcement now, int runNow, int occurrences) {
    boolean passed =
        now.table().equals(table)
            && (now.step() == step ? occurrences >= occurrence : now.step().compareTo(step) > 0);
    boolean givenUp = now.step() == Step.RUN_ENDED && runNow >= run + FURTHER_RUNS;
    return runNow >= run && (passed || givenUp);
  }
}
