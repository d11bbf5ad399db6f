package io.lakehousesync.examples.trials.load;

import java.util.Locale;

/**
 * The cost and the benefit of an index.
 *
 * @param bytes the size of the index
 * @param insertedPerSecond rows that are inserted per second with the index
 * @param inserted the cost of finding a batch of inserted rows
 * @param scattered the cost of finding a batch of updated rows that are spread over the whole table
 */
record IndexResult(
    IndexKind kind, long bytes, double insertedPerSecond, Search inserted, Search scattered) {
  /** The median cost of finding the rows of a batch. */
  record Search(double millis, long blocks) {}

  /** Returns the line for standard output. */
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
