package io.lakehousesync;

import java.time.Duration;

/**
 * Is told of each step of each run, for metrics and for reactions of the host. Every method has a
 * default that does nothing.
 *
 * <p>Methods are called on the threads that do the work, for several tables at the same time: an
 * implementation is thread-safe, and quick. One that throws is logged, and breaks nothing.
 */
public interface SyncListener {
  /** A run of the table begins. Unchanged tables have runs too. */
  default void started(SyncTable table) {}

  /**
   * A batch was committed, possibly of no rows.
   *
   * @param took how long the batch took, its COMMIT included
   */
  default void copied(SyncTable table, CopyResult result, Duration took) {}

  /**
   * The catalog has been asked to serve a snapshot, and has answered.
   *
   * @param took how long finding the newest snapshot, the refresh and the read-back took
   */
  default void refreshed(SyncTable table, RefreshResult result, Duration took) {}

  /** A run has ended, well or not. Always called once after {@link #started}. */
  default void ended(TableReport report) {}

  /**
   * A table has failed so often, or in such a way, that it is left alone for longer, and then
   * probed. The others go on.
   *
   * @param next the time until the probe
   */
  default void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {}

  /** A table that was left alone has got through again. */
  default void circuitClosed(SyncTable table) {}
}
