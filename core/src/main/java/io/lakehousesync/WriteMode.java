package io.lakehousesync;

/** How new rows get into an Iceberg table. */
public enum WriteMode {
  /** Every captured change is a further row. For tables whose rows are only inserted. */
  APPEND,
  /**
   * A captured change replaces the row with the same key, in one transaction: no reader sees two
   * rows with the key, nor none. Needs {@link SyncTable#key}.
   */
  UPSERT
}
