package io.lakehousesync.examples.host;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells errors of servers that cannot be reached from those that servers answered with. */
final class Unreachable {
  private Unreachable() {}

  /**
   * Whether a server did not answer, or has said that it is going down or coming up.
   *
   * <p>Source: PostgreSQL's SQLSTATEs, class 08 and 57P. Snowflake's driver uses class 08 for wrong
   * passwords, too, but its own error codes are those from 200000 to 200999.
   */
  static boolean is(SQLException e) {
    if (e.getErrorCode() != 0) {
      return e.getErrorCode() / 1000 == 200;
    }
    String state = e.getSQLState();
    return state == null
        ? e instanceof SQLTransientConnectionException
        : state.startsWith("08") || state.startsWith("57P");
  }

  /** Whether a pool had no connection to give, or a connection broke. */
  static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && is(e)) {
        return true;
      }
    }
    return isWithoutConnection(failure);
  }

  /** Whether a pool had no connection to give. */
  static boolean isWithoutConnection(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
    }
    return false;
  }

  /** What a driver says, without advice that everybody knows. */
  static String reason(Throwable e) {
    return Output.oneLine(String.valueOf(e.getMessage()))
        .replaceFirst("\\. Check that the hostname and port are correct.*", "")
        .replaceFirst("\\.$", "");
  }

  /** What the driver said in the first place, where a pool had no connection to give. */
  static String rootReason(Throwable failure) {
    Throwable root = failure;
    while (isWithoutConnection(failure) && root.getCause() instanceof SQLException cause) {
      root = cause;
    }
    return reason(root);
  }
}
