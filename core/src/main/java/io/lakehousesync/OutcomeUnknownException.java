package io.lakehousesync;

import org.jspecify.annotations.Nullable;

/**
 * The work was either done or not done, and the answer was lost. Settle it by reading back, never
 * by assuming either.
 */
public final class OutcomeUnknownException extends LakehouseSyncException {
  /**
   * Creates the exception.
   *
   * @param message what happened, and how to find out what is true
   * @param cause what failed below, or null
   */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
