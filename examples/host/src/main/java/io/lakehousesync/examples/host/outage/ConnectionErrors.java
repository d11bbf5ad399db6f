package io.lakehousesync.examples.host.outage;

import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Distinguishes unreachable servers from errors that a server returned. */
public final class ConnectionErrors {
  private ConnectionErrors() {}

  /**
   * Returns whether the server did not answer, or reported that it is shutting down or starting.
   *
   * <p>Source: PostgreSQL's SQLSTATEs, class 08 and 57P. Snowflake's driver also uses class 08 for
   * wrong passwords. The driver's own error codes for connection errors are 200000 to 200999.
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

  /** Returns whether a pool had no connection available, or a connection broke. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && is(e)) {
        return true;
      }
    }
    return isWithoutConnection(failure);
  }

  /** Returns whether a pool had no connection available. */
  public static boolean isWithoutConnection(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the server rejected the login.
   *
   * <p>Source: PostgreSQL's SQLSTATEs, class 28. Snowflake's codes, such as 390100 and 390144.
   */
  public static boolean isRejectedLogin(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e
          && (String.valueOf(e.getSQLState()).startsWith("28")
              || (e.getErrorCode() >= 390_100 && e.getErrorCode() < 390_200))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the driver's message without its generic advice. */
  static String reason(Throwable e) {
    return Printable.message(String.valueOf(e.getMessage()))
        .replaceFirst("\\. Check that the hostname and port are correct.*", "")
        .replaceFirst("\\.$", "");
  }

  /**
   * Returns the driver's message. If a pool had no connection available, this is the message of the
   * root cause.
   */
  public static String rootReason(Throwable failure) {
    Throwable root = failure;
    while (isWithoutConnection(failure) && root.getCause() instanceof SQLException cause) {
      root = cause;
    }
    return reason(root);
  }
}
