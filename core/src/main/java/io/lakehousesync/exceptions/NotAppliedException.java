package io.lakehousesync.exceptions;

import org.jspecify.annotations.Nullable;

/** Thrown if the work was certainly not done. The state is the same as before. */
public non-sealed class NotAppliedException extends LakehouseSyncException {
  /** Whether a retry can succeed. */
  public enum Retry {
    /** The cause is temporary, such as a lock, or it is not known. */
    SENSIBLE,
    /**
     * A service that all tables need is down: PostgreSQL, pg_lake's query engine, its storage, or
     * the catalog. While tables fail for this reason, a started {@code LakehouseSync} retries one
     * of them every three seconds, whatever their back-off. When its run succeeds, all others run
     * at once.
     */
    OUTAGE,
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
