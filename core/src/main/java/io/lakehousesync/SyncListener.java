package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;

/**
 * Receives each step of each run, for metrics and for reactions of the host. The default
 * implementation of each method does nothing.
 *
 * <p>The methods are called on the threads that run or add tables, for several tables at the same
 * time. Implementations are thread-safe and return quickly. An exception or error that a method
 * throws is logged, and does not affect the run.
 */
public interface SyncListener {
  /**
   * Called when a table was added to a sync that exists, before the first run of the table; see
   * {@link LakehouseSync#add}. Called on the thread that adds the table.
   */
  default void added(SyncTable table) {}

  /** Called when a run of the table begins. Unchanged tables have runs too. */
  default void started(SyncTable table) {}

  /**
   * Called when a step of a run begins. A run begins {@link RunStep#COPY} for each batch, and then
   * each of the other steps at most once. It leaves out the steps that it does not need: for
   * example, the run of an unchanged table often has no step.
   */
  default void stepBegan(SyncTable table, RunStep step) {}

  /**
   * Called when a batch was committed. The batch can have no rows.
   *
   * @param took how long the batch took, its COMMIT included
   */
  default void copied(SyncTable table, CopyResult result, Duration took) {}

  /**
   * Called when the refresher has returned a result. Not called if a run needs no refresh, for
   * example because an earlier run has confirmed that the catalog serves the newest snapshot.
   *
   * @param took how long it took to find the newest snapshot, to refresh and to read back
   */
  default void refreshed(SyncTable table, RefreshResult result, Duration took) {}

  /** Called when a run has succeeded or failed: once after each {@link #started}. */
  default void ended(TableReport report) {}

  /**
   * Called when a cut of a group was committed, and the runs of its tables have ended. Not called
   * if a table of the group ended with an unexpected error.
   */
  default void cut(CutReport report) {}

  /**
   * Called when the circuit of a table opens: after repeated failures, or after one failure that a
   * retry cannot cure. The table is then retried after the longest wait of its {@link BackOff},
   * shortened by jitter. The other tables continue.
   *
   * @param next the longest time until the next run; jitter can shorten it to half
   */
  default void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {}

  /** Called when a run of a table whose circuit is open has succeeded. */
  default void circuitClosed(SyncTable table) {}
}
