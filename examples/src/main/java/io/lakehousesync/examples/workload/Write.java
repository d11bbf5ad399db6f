package io.lakehousesync.examples.workload;

/** What writers do to the heap table of a kind, if it permits that; inserts are always done. */
public enum Write {
  /** Updates of fresh rows, their own and those of others. */
  UPDATE,
  /** Deletes of fresh rows. */
  DELETE,
  /** Inserts with ids that were drawn in blocks, long before, as an ORM does. */
  IDS_FROM_MEMORY,
  /** Rows of a transaction that stays open for the whole run. */
  HELD_OPEN
}
