package io.lakehousesync.exceptions;

/**
 * Thrown if a table was required to be fresh and is not known to be fresh; see {@code
 * LakehouseSync.requireFresh}. Nothing was changed. The message says what is wrong with the table,
 * and what to do.
 */
public final class NotFreshException extends LakehouseSyncException {
  /**
   * Creates the exception.
   *
   * @param message what is wrong, and what to do
   */
  public NotFreshException(String message) {
    super(message, null);
  }
}
