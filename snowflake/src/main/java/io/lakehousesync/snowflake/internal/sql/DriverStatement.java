package io.lakehousesync.snowflake.internal.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import net.snowflake.client.api.exception.SnowflakeSQLException;
import net.snowflake.client.api.statement.SnowflakeStatement;

/**
 * Calls that need the driver's own classes. If these classes are missing, or a wrapper hides them,
 * the methods do nothing.
 */
final class DriverStatement {
  private static final boolean DRIVER_IS_THERE = driverIsThere();

  private DriverStatement() {}

  /** Returns the id of the statement's last query. Snowflake's support asks for this id. */
  static Optional<String> queryId(Statement statement) throws SQLException {
    return DRIVER_IS_THERE ? Driver.queryId(statement) : Optional.empty();
  }

  /** Returns the id of the query that failed, if Snowflake assigned one. */
  static Optional<String> queryId(SQLException e) {
    return DRIVER_IS_THERE ? Driver.queryId(e) : Optional.empty();
  }

  /**
   * Applies settings to this statement only. The driver sends the settings with the statement, so
   * they need no request of their own.
   */
  static void apply(StatementSettings settings, Statement statement) throws SQLException {
    if (DRIVER_IS_THERE) {
      Driver.apply(settings, statement);
    }
  }

  private static boolean driverIsThere() {
    try {
      Class.forName(
          "net.snowflake.client.api.statement.SnowflakeStatement",
          false,
          DriverStatement.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Loaded only if the driver is on the class path. */
  private static final class Driver {
    static Optional<String> queryId(Statement statement) throws SQLException {
      return statement.isWrapperFor(SnowflakeStatement.class)
          ? Optional.ofNullable(statement.unwrap(SnowflakeStatement.class).getQueryID())
          : Optional.empty();
    }

    static Optional<String> queryId(SQLException e) {
      return e instanceof SnowflakeSQLException own
          ? Optional.ofNullable(own.getQueryId()).filter(id -> !id.isEmpty())
          : Optional.empty();
    }

    static void apply(StatementSettings settings, Statement statement) throws SQLException {
      if (statement.isWrapperFor(SnowflakeStatement.class)) {
        SnowflakeStatement own = statement.unwrap(SnowflakeStatement.class);
        own.setParameter("QUERY_TAG", settings.queryTag());
        own.setParameter("STATEMENT_TIMEOUT_IN_SECONDS", settings.timeout().toSeconds());
      }
    }
  }
}
