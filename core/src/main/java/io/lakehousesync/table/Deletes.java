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
   * Keeps these rows. The Iceberg table is an archive. It keeps deleted and truncated rows, rows of
   * detached partitions, and the row with the old key if a key has changed. A verification accepts
   * rows whose key the heap table does not have.
   */
  KEEP
}
