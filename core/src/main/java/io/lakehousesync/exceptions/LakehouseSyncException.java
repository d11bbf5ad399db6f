package io.lakehousesync.exceptions;

import io.lakehousesync.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a sync. Its type states whether the work was done: {@link NotAppliedException},
 * {@link OutcomeUnknownException}, or {@link ConfigurationException} if no work was started. {@link
 * NotFreshException} answers a question, and no work was asked for. Its message states what
 * happened, what is true now, and what to do. The message is one line, and shows control characters
 * as escapes; only {@link ConfigurationException} has a line for each problem.
 */
public abstract sealed class LakehouseSyncException extends RuntimeException
    permits NotAppliedException,
        OutcomeUnknownException,
        ConfigurationException,
        NotFreshException {

  LakehouseSyncException(String message, @Nullable Throwable cause) {
    super(Printable.message(message), cause);
  }

  /** For a message of several lines, one for each problem. */
  LakehouseSyncException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
