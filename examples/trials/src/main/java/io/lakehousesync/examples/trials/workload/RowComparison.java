package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.table.WriteMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of rows that differ between an Iceberg table and its heap table.
 *
 * @param rows rows of the heap table
 * @param lost keys that only the heap table has
 * @param doubled extra rows of the Iceberg table with the same key. If the table has one row per
 *     version: extra rows with the same key and version
 * @param stale keys whose newest version in the Iceberg table is older than the version in the heap
 *     table
 * @param ghosts keys that only the Iceberg table has, and keys whose version there is newer than in
 *     the heap table
 */
public record RowComparison(long rows, long lost, long doubled, long stale, long ghosts) {

  /** The compared columns of a row. */
  public record Row(long id, int version) {}

  /**
   * Compares the tables.
   *
   * @param mode whether the Iceberg table has one row per key, or one row per version
   */
  public static RowComparison of(Collection<Row> heap, Collection<Row> iceberg, WriteMode mode) {
    Map<Long, Integer> newest = new HashMap<>();
    Set<Object> seen = new HashSet<>();
    long doubled = 0;
    for (Row row : iceberg) {
      newest.merge(row.id(), row.version(), Math::max);
      if (!seen.add(mode == WriteMode.UPSERT ? row.id() : row)) {
        doubled++;
      }
    }
    long lost = 0;
    long stale = 0;
    long ghosts = 0;
    for (Row row : heap) {
      Integer copied = newest.remove(row.id());
      if (copied == null) {
        lost++;
      } else if (copied < row.version()) {
        stale++;
      } else if (copied > row.version()) {
        ghosts++;
      }
    }
    return new RowComparison(heap.size(), lost, doubled, stale, ghosts + newest.size());
  }

  /** Returns whether there is no difference. */
  public boolean isClean() {
    return lost == 0 && doubled == 0 && stale == 0 && ghosts == 0;
  }
}
