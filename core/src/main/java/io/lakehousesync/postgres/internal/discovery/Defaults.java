package io.lakehousesync.postgres.internal.discovery;

import io.lakehousesync.postgres.report.TableChoice;
import io.lakehousesync.postgres.report.TableChoice.Kind;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;

/** The settings for each kind of table. */
public final class Defaults {
  /** Up to this size, reading the whole table is cheap. The doctor uses the same limit. */
  private static final long SMALL = 8L << 20;

  private Defaults() {}

  /**
   * Returns the settings of a table. The choice between the kinds of tables without a key is made
   * once, because another tracking needs another set-up: a table that is set up keeps its tracking
   * when it grows or shrinks.
   *
   * @param exists whether the Iceberg table exists
   */
  public static TableChoice of(DiscoveredTable heap, TableName target, boolean exists) {
    SyncTable table = SyncTable.of(heap.name(), target);
    if (isUsable(heap)) {
      return keyed(heap, table.mode(WriteMode.UPSERT));
    }
    boolean small = !heap.tracked() && (exists || heap.bytes() <= SMALL);
    return small
        ? new TableChoice(
            table.tracking(ChangeTracking.comparison()),
            Kind.SMALL,
            heap.size(),
            "No key, and small (%s): each run compares all rows, and captures all changes."
                .formatted(heap.size()))
        : new TableChoice(
            table.mode(WriteMode.APPEND),
            Kind.LARGE,
            heap.size(),
            ("No key (%s): new rows are appended, and an UPDATE adds a further row. A DELETE is not"
                    + " applied, and a verification reports it. If rows are updated or deleted, give"
                    + " the table a primary key.")
                .formatted(heap.size()));
  }

  private static TableChoice keyed(DiscoveredTable heap, SyncTable table) {
    String columns = String.join(", ", heap.key());
    return new TableChoice(
        heap.uniqueIndex().isEmpty() ? table : table.key(heap.key().toArray(String[]::new)),
        Kind.KEYED,
        heap.size(),
        "Key: %s, %s (%s). Inserts, updates and deletes arrive."
            .formatted(
                columns,
                heap.uniqueIndex()
                    .map("of the unique index %s"::formatted)
                    .orElse("the primary key"),
                heap.size()));
  }

  /**
   * Returns whether the table has a key, and a configuration can name it. It separates columns by
   * commas. A primary key needs no name.
   */
  private static boolean isUsable(DiscoveredTable heap) {
    return heap.uniqueIndex().isEmpty()
        ? !heap.key().isEmpty()
        : heap.key().stream().allMatch(name -> name.equals(name.strip()) && !name.contains(","));
  }
}
