package io.lakehousesync.examples;

import org.jspecify.annotations.Nullable;

/**
 * Something that the user of a command can put right. The message is the one line that the user
 * sees: what, where, what to do.
 */
public final class UserException extends RuntimeException {
  /** Whose fault it is, which decides the exit code. */
  public enum Kind {
    /** The command line is wrong: exit code 2. */
    USAGE,
    /** Something outside failed: exit code 1. */
    FAILURE
  }

  private final Kind kind;

  /** Creates the exception. */
  public UserException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }
}
