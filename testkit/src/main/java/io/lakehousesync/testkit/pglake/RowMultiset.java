package io.lakehousesync.testkit.pglake;

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

/** Rows by their content, each with how often it occurs. Equal rows are interchangeable. */
final class RowMultiset {
  private final Map<List<@Nullable Object>, Integer> counts = new HashMap<>();

  static RowMultiset read(Path rows, Schema schema) throws IOException {
    RowMultiset multiset = new RowMultiset();
    try (CopyFile in = new CopyFile(rows, schema)) {
      GenericRecord row = in.newRecord();
      while (in.next(row)) {
        multiset.counts.merge(key(row, schema.columns().size()), 1, Integer::sum);
      }
    }
    return multiset;
  }

  /** Takes one row equal to {@code row}'s first {@code columns} columns out, if there is one. */
  boolean take(Record row, int columns) {
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

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** The different rows, each as the list of its values. */
  Set<List<@Nullable Object>> rows() {
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
