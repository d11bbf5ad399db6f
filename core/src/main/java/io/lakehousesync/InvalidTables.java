package io.lakehousesync;

/** What becomes of tables that a source cannot honour when the sync is built. */
public enum InvalidTables {
  /** {@link LakehouseSyncBuilder#build()} throws, and names the problems of all tables at once. */
  REFUSE,

  /**
   * The sync is built, as long as there is a table without a problem. The runs of the others fail
   * with what is wrong, and check it again: so the tables that are right stay in sync, and the
   * others follow by themselves once somebody has put them right. A table that cannot be checked
   * now, for it is locked or the database is away, is checked by its first run.
   */
  FAIL_RUNS
}
