package io.lakehousesync.examples.load;

import java.util.Locale;

/**
 * What an index costs, and what it saves.
 *
 * @param bytes its size
 * @param insertedPerSecond rows that are inserted in a second while it is there
 * @param inserted a batch of new rows, in a table into which rows were only inserted
 * @param scattered a batch of new rows, after updates all over the table
 */
record IndexResult(
    IndexKind kind, long bytes, double insertedPerSecond, Search inserted, Search scattered) {
  /** The search for a batch's rows, medians. */
  record Search(double millis, long blocks) {}

  /** The line on standard output. */
  String line() {
    return ("INDEX kind=%s size_mib=%.1f inserts_per_s=%.0f batch_ms=%.2f batch_blocks=%d"
            + " batch_ms_after_updates=%.2f batch_blocks_after_updates=%d")
        .formatted(
            kind.name().toLowerCase(Locale.ROOT),
            bytes / (double) (1 << 20),
            insertedPerSecond,
            inserted.millis(),
            inserted.blocks(),
            scattered.millis(),
            scattered.blocks());
  }
}
