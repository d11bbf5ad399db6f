package io.lakehousesync.table;

/** What happens in an Iceberg table to rows that the heap table no longer has. */
public enum Deletes {
  /**
   * Deletes these rows. The Iceberg table has the same rows as the heap table. If the tracking does
   * not capture deletes, deleted rows stay in the Iceberg table, and a verification reports them as
   * differences.
   */
  APPLY,
  /**
   * Keeps these rows. The Iceberg table is an archive: rows that were deleted or truncated, old
   * keys of rows whose key changed, and rows of detached partitions stay in it. A verification
   * accepts rows whose key the heap table does not have.
   */
  KEEP
}
