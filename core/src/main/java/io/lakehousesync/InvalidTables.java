package io.lakehousesync;

/** What {@link LakehouseSyncBuilder#build()} does with tables that the source cannot sync. */
public enum InvalidTables {
  /** Throws an exception that lists the problems of all tables. */
  REFUSE,

  /**
   * If all tables are invalid, throws the exception of {@link #REFUSE}. Otherwise builds the sync,
   * and syncs the valid tables. Each run of an invalid table checks the table again. Until the
   * problems of the table are fixed, its runs fail and report these problems. If {@code build()}
   * cannot check a table, because the table is locked or the database is down, or has checked other
   * tables for 20 seconds, the first run of the table checks it.
   */
  FAIL_RUNS
}
