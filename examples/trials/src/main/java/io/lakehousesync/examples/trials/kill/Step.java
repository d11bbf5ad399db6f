package io.lakehousesync.examples.trials.kill;

import java.util.Locale;

/** The steps of a host, in the order in which a table reaches them. */
enum Step {
  /** No statement was sent for the table yet. */
  COPY_BEGUN,
  /** A statement of the copy was executed; the transaction is open. */
  STATEMENT,
  /** All statements were executed; COMMIT was not sent yet. */
  BEFORE_COMMIT,
  /** COMMIT has returned. */
  COMMITTED,
  /** A table was copied, and its snapshot found. */
  LOCATED,
  /** The catalog was not queried for the table yet. */
  BEFORE_REFRESH,
  /** The catalog executed a statement: a query, the refresh, or the read-back. */
  CATALOG_STATEMENT,
  /** The catalog has confirmed the snapshot. */
  REFRESHED,
  /** The run has ended for all tables. */
  RUN_ENDED;

  /** Returns whether this step is announced for all tables together. */
  boolean ofAllTables() {
    return this == LOCATED || this == RUN_ENDED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
