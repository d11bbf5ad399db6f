package io.lakehousesync.postgres.report;

import io.lakehousesync.table.SyncTable;

/**
 * A heap table that {@link io.lakehousesync.postgres.PgLakeTables} has found, with the settings
 * that fit it.
 *
 * @param table the settings
 * @param kind the kind of table, which decided the settings
 * @param size the size of the heap table with its partitions, without indexes, for people
 * @param reason what was found, and what follows from it, in one or more sentences
 */
public record TableChoice(SyncTable table, Kind kind, String size, String reason) {
  /** The kinds of tables. */
  public enum Kind {
    /** The table has a key: it is tracked by transaction id, and upserted. All changes arrive. */
    KEYED,
    /** The table has no key and is small: each run compares all rows. All changes arrive. */
    SMALL,
    /** The table has no key and is large: new rows are appended. Deletes are not applied. */
    LARGE
  }
}
