package io.lakehousesync;

/** What {@link LakehouseSyncBuilder#build()} does with tables that the source cannot sync. */
public enum InvalidTables {
  /** Throws an exception that lists the problems of all tables. */
  REFUSE,

  /**
   * Builds the sync if at least one table is valid. Valid tables are synced. Each run of an invalid
   * table checks it again, and fails with its problems until they are fixed. A table that cannot be
   * checked now, because it is locked or the database is down, is checked by its first run.
   */
  FAIL_RUNS
}
