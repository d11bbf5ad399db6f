package io.lakehousesync.examples.benchmark;

import java.time.Duration;
import java.util.Optional;

/**
 * What it cost to copy many rows that had been written before.
 *
 * @param rows how many were copied
 * @param walBytes written to PostgreSQL's log meanwhile
 * @param heapGrowth bytes by which the heap table and its indexes have grown
 * @param longestWrite the longest that an update of one row took meanwhile; empty if nobody updated
 *     the table
 */
record Backlog(
    long rows, Duration took, long walBytes, long heapGrowth, Optional<Duration> longestWrite) {
  double rowsPerSecond() {
    return rows / (took.toNanos() / 1e9);
  }

  double walBytesPerRow() {
    return (double) walBytes / rows;
  }

  double growthPerRow() {
    return (double) heapGrowth / rows;
  }
}
