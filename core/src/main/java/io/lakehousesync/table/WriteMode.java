package io.lakehousesync.table;

/** How changes are written to an Iceberg table. */
public enum WriteMode {
  /** Adds a row for every captured change. Meant for tables whose rows are only inserted. */
  APPEND,
  /**
   * Replaces the row with the same key in one transaction. A reader sees either the old or the new
   * row. Needs {@link SyncTable#key}.
   */
  UPSERT
}
