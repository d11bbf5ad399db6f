package io.lakehousesync.examples.cli;

import org.jspecify.annotations.Nullable;

/**
 * An error that the user of a command can correct. The user sees only the message: what happened,
 * where, and what to do.
 */
public final class UserException extends RuntimeException {
  /** The cause of the error. It determines the exit code. */
  public enum Kind {
    /** The command line is wrong: exit code 2. */
    USAGE,
    /** A service or a file failed: exit code 1. */
    FAILURE
  }

  private final Kind kind;

  /** Creates the exception. */
  public UserException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what caused the error. */
  public Kind kind() {
    return kind;
  }
}
