package io.lakehousesync.examples.trials.benchmark;

import java.time.Duration;
import java.util.Optional;

/**
 * The cost of copying a backlog: many rows that were written before.
 *
 * @param rows how many were copied
 * @param walBytes bytes of WAL that PostgreSQL wrote meanwhile
 * @param heapBytes bytes of the row versions that were written to the heap table meanwhile. They
 *     are counted in the rows and not in the size of the table, because they may fill free space
 * @param longestWrite the longest time that an update of one row took meanwhile; empty if the table
 *     was not updated
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
