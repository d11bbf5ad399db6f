package io.lakehousesync.table;

/** What happens in an Iceberg table to rows that the heap table no longer has. */
public enum Deletes {
  /**
   * Deletes them. The Iceberg table has the same rows as the heap table. A tracking that does not
   * capture deletes leaves rows behind, which a verification reports as differences.
   */
  APPLY,
  /**
   * Keeps them. The Iceberg table is an archive: rows that were deleted or truncated, old keys of
   * rows whose key changed, and rows of detached partitions stay in it. A verification accepts rows
   * whose key the heap table does not have.
   */
  KEEP
}
