package io.lakehousesync.examples.fleet;

import java.time.Duration;

/**
 * What is left at the end.
 *
 * @param written rows in all heap tables
 * @param lost rows that an Iceberg table lacks
 * @param doubled rows that an Iceberg table has more than once
 * @param behind tables of which Snowflake serves another snapshot than the last, or other rows
 * @param longestWait the longest time for which a table that had new rows was not copied
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
        ? "Every row is there once, and Snowflake serves the last snapshots."
        : "FAILED: rows are lost or doubled, or Snowflake is behind.";
  }
}
