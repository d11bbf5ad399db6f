package io.lakehousesync.exceptions;

import org.jspecify.annotations.Nullable;

/** Thrown if the work was certainly not done. The state is the same as before. */
public non-sealed class NotAppliedException extends LakehouseSyncException {
  /** Whether a retry can succeed. */
  public enum Retry {
    /** The cause is temporary, such as a lock, a lost connection, or a service that is down. */
    SENSIBLE,
    /** A retry fails again until the cause is fixed. */
    POINTLESS
  }

  private final Retry retry;

  /**
   * Creates the exception.
   *
   * @param retry whether a retry can succeed
   * @param message what happened, and what to do
   * @param cause the exception that caused this one, or null
   */
  public NotAppliedException(Retry retry, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.retry = retry;
  }

  /** Returns whether a retry can succeed. */
  public Retry retry() {
    return retry;
  }
}
