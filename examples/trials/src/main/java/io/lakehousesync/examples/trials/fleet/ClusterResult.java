package io.lakehousesync.examples.trials.fleet;

import java.time.Duration;

/**
 * The result of a run.
 *
 * @param written rows in all heap tables
 * @param lost rows that an Iceberg table lacks
 * @param doubled rows that an Iceberg table has more than once
 * @param behind tables for which Snowflake serves an earlier snapshot, or rows that differ
 * @param longestWait the longest time that a table with new rows waited for a copy
 * @param kills how many hosts were killed
 */
record ClusterResult(
    long written, long lost, long doubled, int behind, Duration longestWait, int kills) {
  boolean isGood() {
    return written > 0 && lost == 0 && doubled == 0 && behind == 0;
  }

  String line() {
    return "%d kills, %,d rows: %d lost, %d doubled, %d tables behind in Snowflake; the longest wait of a table with new rows was %.1f s"
        .formatted(kills, written, lost, doubled, behind, longestWait.toMillis() / 1000.0);
  }

  String verdict() {
    return isGood()
        ? "Every row arrived exactly once, and Snowflake serves the last snapshots."
        : "FAILED: rows are lost or doubled, or Snowflake is behind.";
  }
}
