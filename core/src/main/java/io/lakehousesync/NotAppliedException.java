package io.lakehousesync;

import org.jspecify.annotations.Nullable;

/** The work was certainly not done: everything is as it was before. */
public non-sealed class NotAppliedException extends LakehouseSyncException {
  /** Whether doing the same again can help. */
  public enum Retry {
    /** The cause passes by itself: a lock, a lost connection, a service that is down. */
    SENSIBLE,
    /** Somebody must change something first. */
    POINTLESS
  }

  private final Retry retry;

  /**
   * Creates the exception.
   *
   * @param retry whether doing the same again can help
   * @param message what happened, and what to do
   * @param cause what failed below, or null
   */
  public NotAppliedException(Retry retry, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.retry = retry;
  }

  /** Whether doing the same again can help. */
  public Retry retry() {
    return retry;
  }
}
