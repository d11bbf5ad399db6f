package io.lakehousesync.snowflake;

import java.sql.SQLException;

/** There was no connection: the statement was never sent. */
final class NotSentException extends SQLException {
  private static final long serialVersionUID = 1L;

  NotSentException(SQLException cause) {
    super(
        "no connection to Snowflake: " + cause.getMessage(),
        cause.getSQLState(),
        cause.getErrorCode(),
        cause);
  }
}
