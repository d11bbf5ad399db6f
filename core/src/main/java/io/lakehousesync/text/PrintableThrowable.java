package io.lakehousesync.text;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a throwable for a log. Its messages are {@link Printable}: the message of a cause can
 * quote a row, and so forge lines of the log. It prints like the original, with its stack trace and
 * causes, and without suppressed throwables.
 */
public final class PrintableThrowable extends Exception {
  private static final long serialVersionUID = 1;

  /** A longer chain of causes may be a cycle. */
  private static final int MOST_CAUSES = 20;

  private final String text;

  private PrintableThrowable(Throwable original, int depth) {
    super(Printable.message(String.valueOf(original.getMessage())), cause(original, depth));
    text = Printable.message(original.toString());
    setStackTrace(original.getStackTrace());
  }

  /** Returns a printable copy. */
  public static PrintableThrowable of(Throwable original) {
    return new PrintableThrowable(original, 0);
  }

  private static @Nullable Throwable cause(Throwable original, int depth) {
    Throwable cause = original.getCause();
    return cause == null || depth == MOST_CAUSES ? null : new PrintableThrowable(cause, depth + 1);
  }

  /** Returns the class of the original and its message. */
  @Override
  public String toString() {
    return text;
  }
}
