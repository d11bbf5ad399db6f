package io.lakehousesync.examples.load;

import java.util.Locale;

/**
 * What an index costs, and what it saves.
 *
 * @param bytes its size
 * @param insertedPerSecond rows that are inserted in a second while it is there
 * @param inserted finding a batch of inserted rows
 * @param scattered finding a batch of rows that were updated all over the table
 */
record IndexResult(
    IndexKind kind, long bytes, double insertedPerSecond, Search inserted, Search scattered) {
  /** What it takes to find a batch's rows, medians. */
  record Search(double millis, long blocks) {}

  /** The line on standard output. */
  String line() {
    return ("INDEX kind=%s size_kib=%d inserts_per_s=%.0f inserted_ms=%.2f inserted_blocks=%d"
            + " scattered_ms=%.2f scattered_blocks=%d")
        .formatted(
            kind.name().toLowerCase(Locale.ROOT),
            bytes >> 10,
            insertedPerSecond,
            inserted.millis(),
            inserted.blocks(),
            scattered.millis(),
            scattered.blocks());
  }
}
