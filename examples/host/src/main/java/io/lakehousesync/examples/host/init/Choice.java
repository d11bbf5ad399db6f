package io.lakehousesync.examples.host.init;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;

/**
 * The settings that fit a heap table, and why.
 *
 * @param kind the choice in one word, for the output
 * @param reason what was found, and what follows from it
 */
record Choice(HeapTable heap, SyncTable table, Kind kind, String reason) {
  enum Kind {
    UPSERT,
    COMPARISON,
    APPEND
  }

  /** Up to this size, reading the whole table is cheap. The doctor uses the same limit. */
  private static final long SMALL = 8L << 20;

  static Choice of(HeapTable heap) {
    TableName target = new TableName(heap.name().schema(), "iceberg_" + heap.name().name());
    SyncTable table = SyncTable.of(heap.name(), target);
    if (isUsable(heap)) {
      return keyed(heap, table.mode(WriteMode.UPSERT));
    }
    if (heap.bytes() <= SMALL) {
      return new Choice(
          heap,
          table.tracking(ChangeTracking.comparison()),
          Kind.COMPARISON,
          ("No key, and small (%s): each run compares all rows, and captures all changes. If the table"
                  + " grows, give it a primary key, and run init again.")
              .formatted(heap.size()));
    }
    return new Choice(
        heap,
        table.mode(WriteMode.APPEND),
        Kind.APPEND,
        ("No key (%s): new rows are appended, and an UPDATE adds a further row. A DELETE is not applied,"
                + " and verify reports it. If rows are updated or deleted, give the table a primary"
                + " key, and run init again.")
            .formatted(heap.size()));
  }

  private static Choice keyed(HeapTable heap, SyncTable table) {
    String columns = String.join(", ", heap.key());
    return heap.uniqueIndex()
        .map(
            index ->
                new Choice(
                    heap,
                    table.key(heap.key().toArray(String[]::new)),
                    Kind.UPSERT,
                    "Key: %s, of the unique index %s (%s). Inserts, updates and deletes arrive."
                        .formatted(columns, index, heap.size())))
        .orElseGet(
            () ->
                new Choice(
                    heap,
                    table,
                    Kind.UPSERT,
                    "Key: %s, the primary key (%s). Inserts, updates and deletes arrive."
                        .formatted(columns, heap.size())));
  }

  /**
   * Returns whether the table has a key, and a configuration can name it. It separates columns by
   * commas. A primary key needs no name.
   */
  private static boolean isUsable(HeapTable heap) {
    return heap.uniqueIndex().isEmpty()
        ? !heap.key().isEmpty()
        : heap.key().stream().allMatch(name -> name.equals(name.strip()) && !name.contains(","));
  }

  Choice named(String catalogName) {
    return new Choice(heap, table.catalogName(catalogName), kind, reason);
  }
}
