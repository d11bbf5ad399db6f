package io.lakehousesync.snowflake.internal.sql;

import java.sql.SQLException;

/**
 * Thrown if the statement was never sent: there was no connection, or the thread was interrupted.
 */
public final class NotSentException extends SQLException {
  private static final long serialVersionUID = 1L;

  public NotSentException(SQLException cause) {
    super(
        "no connection to Snowflake: " + cause.getMessage(),
        cause.getSQLState(),
        cause.getErrorCode(),
        cause);
  }
}
