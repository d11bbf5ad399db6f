package io.lakehousesync.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * A failure of a sync. Its type states whether the work was done: {@link NotAppliedException},
 * {@link OutcomeUnknownException}, or {@link ConfigurationException} if no work was started. Its
 * message states what happened, what is true now, and what to do.
 */
public abstract sealed class LakehouseSyncException extends RuntimeException
    permits NotAppliedException, OutcomeUnknownException, ConfigurationException {

  LakehouseSyncException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
