package io.lakehousesync.examples.trials.benchmark;

import java.time.Duration;
import java.util.Optional;

/**
 * The cost of copying a backlog: many rows that were written before the copy began.
 *
 * @param rows the number of copied rows
 * @param walBytes bytes of WAL that PostgreSQL wrote during the copy
 * @param heapBytes bytes of the row versions that were written to the heap table during the copy.
 *     This is the sum of the sizes of these versions. The table may grow by less, because new
 *     versions may fill free space
 * @param longestWrite the longest time that an update of one row took during the copy; empty if the
 *     table was not updated
 */
record BacklogCost(
    long rows, Duration took, long walBytes, long heapBytes, Optional<Duration> longestWrite) {
  double rowsPerSecond() {
    return rows / (took.toNanos() / 1e9);
  }

  double walBytesPerRow() {
    return (double) walBytes / rows;
  }

  double heapBytesPerRow() {
    return (double) heapBytes / rows;
  }
}
