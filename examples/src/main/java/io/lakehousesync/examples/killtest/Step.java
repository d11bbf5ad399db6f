package io.lakehousesync.examples.killtest;

import java.util.Locale;

/** A step that a host has reached, in the order in which a table goes through them. */
enum Step {
  /** Nothing was sent for the table yet. */
  COPY_BEGUN,
  /** A statement of the copy was executed; the transaction is open. */
  STATEMENT,
  /** Everything was executed, COMMIT was not sent. */
  BEFORE_COMMIT,
  /** COMMIT was answered. */
  COMMITTED,
  /** A table was copied, and its snapshot found. */
  LOCATED,
  /** The catalog was not asked about the table yet. */
  BEFORE_REFRESH,
  /** The catalog executed a statement: it asked, moved the table, or read back. */
  CATALOG_STATEMENT,
  /** The catalog has confirmed the snapshot. */
  REFRESHED,
  /** The run has ended for all tables. */
  RUN_ENDED;

  /** Whether it is announced for no table in particular. */
  boolean ofAllTables() {
    return this == LOCATED || this == RUN_ENDED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
