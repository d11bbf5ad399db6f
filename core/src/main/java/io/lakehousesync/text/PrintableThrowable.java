package io.lakehousesync.text;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a throwable for a log. Its messages are {@link Printable}: the message of a cause can
 * quote a row, and so forge lines of the log. The copy has the stack trace and the causes of the
 * original, and no suppressed throwables. Its message begins with the class of the original.
 */
public final class PrintableThrowable extends Exception {
  private static final long serialVersionUID = 1;

  /** A longer chain of causes may be a cycle. */
  private static final int MOST_CAUSES = 20;

  private PrintableThrowable(Throwable original, int depth) {
    super(Printable.message(original.toString()), cause(original, depth));
    super.setStackTrace(original.getStackTrace());
  }

  /** Returns a printable copy. */
  public static PrintableThrowable of(Throwable original) {
    return new PrintableThrowable(original, 0);
  }

  private static @Nullable Throwable cause(Throwable original, int depth) {
    Throwable cause = original.getCause();
    return cause == null || depth == MOST_CAUSES ? null : new PrintableThrowable(cause, depth + 1);
  }
}
