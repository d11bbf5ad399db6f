package io.lakehousesync;

import java.time.Duration;
import java.util.Optional;

/**
 * How much a run may do.
 *
 * @param copyFor after how long a run with more to copy ends, to be continued by the next one, so
 *     that the catalog moves on during a long copy
 * @param interval the time to the next look at a table that has none of its own, until which rows
 *     can wait if the table's freshness target allows it; empty if there is no next look
 */
record Slice(Duration copyFor, Optional<Duration> interval) {
  /** All that there is, at once. */
  static final Slice WHOLE = new Slice(Duration.ofDays(36_500), Optional.empty());

  /** A turn of a schedule. */
  static Slice of(Duration interval) {
    return new Slice(interval, Optional.of(interval));
  }

  /** The time to the next look at the table; empty if none is known. */
  Optional<Duration> untilNextLook(SyncTable table) {
    return interval.map(all -> table.pace().interval().orElse(all));
  }
}
