package io.lakehousesync.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the answer was lost. The work may be done or not done. Read back whether the work was
 * done, and never assume the result.
 */
public final class OutcomeUnknownException extends LakehouseSyncException {
  /**
   * Creates the exception.
   *
   * @param message what happened, and how to find out whether the work was done
   * @param cause the exception that caused this one, or null
   */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
