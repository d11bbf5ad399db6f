package io.lakehousesync.examples.trials.workload;

/** Kinds of writes that a table permits, beyond inserts. */
public enum WriteKind {
  /** Updates of recent rows, both of the same writer and of other writers. */
  UPDATE,
  /** Deletes of recent rows. */
  DELETE,
  /** Inserts with ids that were drawn in blocks long before, as an ORM does. */
  IDS_FROM_MEMORY,
  /** Rows of a transaction that stays open for the whole run. */
  HELD_OPEN
}
