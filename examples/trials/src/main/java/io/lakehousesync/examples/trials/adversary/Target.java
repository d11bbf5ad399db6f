package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;

/** An Iceberg table that receives the rows of an attacked table. */
record Target(String name, SyncTable table, Style style) {
  /** How the target is copied. */
  enum Style {
    /** In large batches, without interruption. */
    LARGE,
    /**
     * In small pages of rows. The session is terminated again and again, or the host starts again.
     */
    INTERRUPTED,
    /** In large batches. Deleted rows stay in the target. */
    ARCHIVE
  }

  static Target of(String schema, String heap, Style style) {
    String name =
        switch (style) {
          case LARGE -> heap;
          case INTERRUPTED -> heap + "_paged";
          case ARCHIVE -> heap + "_keep";
        };
    SyncTable table = SyncTable.of(schema + "." + heap, schema + ".iceberg_" + name);
    return new Target(
        name.replace('_', '-'),
        style == Style.ARCHIVE ? table.deletes(Deletes.KEEP) : table,
        style);
  }

  boolean keeps() {
    return style == Style.ARCHIVE;
  }
}
