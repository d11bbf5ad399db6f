package io.lakehousesync;

import org.jspecify.annotations.Nullable;

/**
 * A failure of a sync. Its type says what became of the work: {@link NotAppliedException}, {@link
 * OutcomeUnknownException}, or {@link ConfigurationException} before there was any. Its message
 * says what happened, what is true now, and what to do.
 */
public abstract sealed class LakehouseSyncException extends RuntimeException
    permits NotAppliedException, OutcomeUnknownException, ConfigurationException {

  LakehouseSyncException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
