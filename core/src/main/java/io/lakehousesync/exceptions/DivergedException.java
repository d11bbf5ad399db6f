package io.lakehousesync.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the catalog serves a snapshot that is not part of the table's history. The snapshot
 * belongs to another table, or PostgreSQL no longer has the snapshot, for example after a restore.
 * Nothing was changed. The table is not refreshed until an operator has decided how to repair it.
 */
public final class DivergedException extends NotAppliedException {
  /**
   * Creates the exception.
   *
   * @param message what the catalog serves, what is committed, and what to do
   * @param cause the exception that caused this one, or null
   */
  public DivergedException(String message, @Nullable Throwable cause) {
    super(Retry.POINTLESS, message, cause);
  }
}
