package io.lakehousesync;

import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.Optional;

/**
 * The limits of a run.
 *
 * @param copyFor the time after which a run copies no further batch. The run then refreshes the
 *     catalog, and the next run continues the copy
 * @param interval the time to the next check of a table that has no interval of its own. New rows
 *     can wait for that check if the table's freshness target allows it. Empty if no check is
 *     scheduled
 */
record RunLimits(Duration copyFor, Optional<Duration> interval) {
  /** Copies everything in one run. */
  static final RunLimits NONE = new RunLimits(Duration.ofDays(36_500), Optional.empty());

  /** Returns the limits of a run that a schedule with this interval starts. */
  static RunLimits of(Duration interval) {
    return new RunLimits(interval, Optional.of(interval));
  }

  /** Returns the time to the next check of the table; empty if no check is scheduled. */
  Optional<Duration> untilNextCheck(SyncTable table) {
    return interval.map(all -> table.interval().orElse(all));
  }
}
