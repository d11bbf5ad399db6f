package io.lakehousesync;

import org.jspecify.annotations.Nullable;

/**
 * The catalog serves a state that does not belong to the table's history: one of another table, or
 * one that PostgreSQL does not know any more, as after a restore. Nothing was changed, and nothing
 * is refreshed until somebody decides.
 */
public final class DivergedException extends NotAppliedException {
  /**
   * Creates the exception.
   *
   * @param message what the catalog serves, what is committed, and what to do
   * @param cause what failed below, or null
   */
  public DivergedException(String message, @Nullable Throwable cause) {
    super(Retry.POINTLESS, message, cause);
  }
}
