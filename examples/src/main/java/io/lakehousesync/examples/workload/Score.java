package io.lakehousesync.examples.workload;

import io.lakehousesync.WriteMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an Iceberg table lacks or has too much of, compared with its heap table.
 *
 * @param rows rows of the heap table
 * @param lost keys that only the heap table has
 * @param doubled rows that the Iceberg table has again: of the same key, or, where updates are
 *     further rows, of the same key and version
 * @param stale keys whose newest version in the Iceberg table is older than the heap table's
 * @param ghosts keys that only the Iceberg table has, and versions newer than the heap table's
 */
public record Score(long rows, long lost, long doubled, long stale, long ghosts) {

  /** A row, reduced to what is compared. */
  public record Row(long id, int version) {}

  /**
   * Compares the tables.
   *
   * @param mode whether the Iceberg table has one row per key, or one per version
   */
  public static Score of(Collection<Row> heap, Collection<Row> iceberg, WriteMode mode) {
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
    return new Score(heap.size(), lost, doubled, stale, ghosts + newest.size());
  }

  /** Whether nothing is missing and nothing is too much. */
  public boolean isClean() {
    return lost == 0 && doubled == 0 && stale == 0 && ghosts == 0;
  }
}
