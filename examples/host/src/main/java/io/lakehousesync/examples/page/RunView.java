package io.lakehousesync.examples.page;

import io.lakehousesync.TableReport;
import java.time.Duration;
import java.time.Instant;

/**
 * A run that has ended.
 *
 * @param at when it ended
 * @param rows the rows that it copied
 * @param copy how long all its batches took
 * @param refresh how long it took to find the newest snapshot, to refresh and to read back
 * @param succeeded whether all steps succeeded
 */
record RunView(Instant at, long rows, Duration copy, Duration refresh, boolean succeeded) {
  static RunView of(TableReport report, Instant at) {
    return new RunView(
        at, report.rows(), report.timings().copy(), report.timings().refresh(), report.succeeded());
  }
}
