package io.lakehousesync.testkit.pglake.internal.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** A multiset of rows: stores each distinct row with the number of its occurrences. */
public final class RowMultiset {
  private final Map<List<@Nullable Object>, Integer> counts = new HashMap<>();

  public static RowMultiset read(Path rows, Schema schema) throws IOException {
    RowMultiset multiset = new RowMultiset();
    try (CopyFile in = new CopyFile(rows, schema)) {
      GenericRecord row = in.newRecord();
      while (in.next(row)) {
        multiset.counts.merge(key(row, schema.columns().size()), 1, Integer::sum);
      }
    }
    return multiset;
  }

  /**
   * Removes one row that equals the first {@code columns} columns of {@code row}. Returns false if
   * there is no such row.
   */
  boolean remove(Record row, int columns) {
    List<@Nullable Object> key = key(row, columns);
    Integer count = counts.get(key);
    if (count == null) {
      return false;
    }
    if (count == 1) {
      counts.remove(key);
    } else {
      counts.put(key, count - 1);
    }
    return true;
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Returns the distinct rows, each as the list of its values. */
  public Set<List<@Nullable Object>> rows() {
    return Collections.unmodifiableSet(counts.keySet());
  }

  private static List<@Nullable Object> key(Record row, int columns) {
    List<@Nullable Object> key = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      key.add(row.get(i));
    }
    return key;
  }
}
