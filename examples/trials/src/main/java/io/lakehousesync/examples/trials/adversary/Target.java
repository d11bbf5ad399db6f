package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;

/** An Iceberg table that receives the rows of an attacked table. */
record Target(String name, SyncTable table, Style style) {
  /** The condition of {@link Style#FILTERED}, which all forms of tables can evaluate. */
  static final String FILTER = "version % 3 <> 0";

  /** How the target is copied. */
  enum Style {
    /** In large batches, without interruption. */
    LARGE,
    /**
     * In small pages of rows. The session is terminated again and again, or the host starts again.
     */
    INTERRUPTED,
    /** In large batches. Deleted rows stay in the target. */
    ARCHIVE,
    /**
     * In large batches. The target has two thirds of the rows. Each update gives a row a new
     * version, with which it may enter or leave the filter.
     */
    FILTERED
  }

  static Target of(String schema, String heap, Style style) {
    String name =
        switch (style) {
          case LARGE -> heap;
          case INTERRUPTED -> heap + "_paged";
          case ARCHIVE -> heap + "_keep";
          case FILTERED -> heap + "_filtered";
        };
    SyncTable table = SyncTable.of(schema + "." + heap, schema + ".iceberg_" + name);
    return new Target(
        name.replace('_', '-'),
        switch (style) {
          case ARCHIVE -> table.deletes(Deletes.KEEP);
          case FILTERED -> table.where(FILTER);
          case LARGE, INTERRUPTED -> table;
        },
        style);
  }

  boolean keeps() {
    return style == Style.ARCHIVE;
  }
}
