package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import net.snowflake.client.api.statement.SnowflakeStatement;

/** The id of the query that a statement ran last: what Snowflake's support asks for first. */
final class QueryId {
  private static final boolean DRIVER_IS_THERE = driverIsThere();

  private QueryId() {}

  /** Empty without the driver's own classes, or behind a wrapper that hides them. */
  static Optional<String> of(Statement statement) throws SQLException {
    return DRIVER_IS_THERE ? Driver.queryId(statement) : Optional.empty();
  }

  private static boolean driverIsThere() {
    try {
      Class.forName(
          "net.snowflake.client.api.statement.SnowflakeStatement",
          false,
          QueryId.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Loaded only if the driver is there. */
  private static final class Driver {
    static Optional<String> queryId(Statement statement) throws SQLException {
      return statement.isWrapperFor(SnowflakeStatement.class)
          ? Optional.ofNullable(statement.unwrap(SnowflakeStatement.class).getQueryID())
          : Optional.empty();
    }
  }
}
