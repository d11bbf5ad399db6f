package io.lakehousesync;

/** What {@link LakehouseSyncBuilder#build()} does with tables that the source cannot sync. */
public enum InvalidTables {
  /** Throws an exception that lists the problems of all tables. */
  REFUSE,

  /**
   * If all tables are invalid, throws the same exception. Otherwise builds the sync, and syncs the
   * valid tables. Each run of an invalid table checks the table again. Until the problems of the
   * table are fixed, its runs fail and name them. If a table cannot be checked now, because it is
   * locked or the database is down, its first run checks it.
   */
  FAIL_RUNS
}
