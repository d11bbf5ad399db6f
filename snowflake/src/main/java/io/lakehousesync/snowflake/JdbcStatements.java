package io.lakehousesync.snowflake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements, each over a connection of its own from the host's data source, tagged, and with
 * a deadline. Thread-safe.
 */
final class JdbcStatements {
  /** A row by the lower-case names of its columns; only those columns that are not null. */
  record Row(Map<String, String> values) {
    Optional<String> text(String column) {
      return Optional.ofNullable(values.get(column));
    }
  }

  private interface Work<T> {
    T run(Statement statement) throws SQLException;
  }

  /** Logging in alone takes a second or more. */
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final StatementSettings settings;
  private final Deadline deadline;

  JdbcStatements(DataSource dataSource, StatementSettings settings) {
    this(dataSource, settings, Deadline.afterTimeout(settings.timeout()));
  }

  private JdbcStatements(DataSource dataSource, StatementSettings settings, Deadline deadline) {
    this.dataSource = dataSource;
    this.settings = settings;
    this.deadline = deadline;
  }

  /** The same, but nobody waits for an answer longer than this, or than five seconds. */
  JdbcStatements within(Duration limit) {
    Duration longest = limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit;
    return new JdbcStatements(dataSource, settings, deadline.orSooner(longest));
  }

  /** Runs a statement. Returns the query id, if the driver tells it. */
  Optional<String> execute(String sql) throws SQLException {
    return run(
        statement -> {
          statement.execute(sql);
          return DriverStatement.queryId(statement);
        });
  }

  /** The rows of a query, all in memory. */
  List<Row> rows(String sql) throws SQLException {
    return run(
        statement -> {
          try (ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
              Map<String, String> values = new LinkedHashMap<>();
              for (int i = 1; i <= columns.getColumnCount(); i++) {
                @Nullable String value = result.getString(i);
                if (value != null) {
                  values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
                }
              }
              rows.add(new Row(values));
            }
            return rows;
          }
        });
  }

  /** The one value that a function returns. */
  String value(String sql) throws SQLException {
    return rows(sql).stream()
        .flatMap(row -> row.values().values().stream())
        .findFirst()
        .orElseThrow(() -> new SQLException("no value came back from: " + sql));
  }

  private <T> T run(Work<T> work) throws SQLException {
    try {
      return deadline.call(
          abandoned -> {
            try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
              if (abandoned.getAsBoolean()) {
                throw new NotSentException(
                    new SQLException("the connection came when nobody waited any more"));
              }
              DriverStatement.apply(settings, statement);
              return work.run(statement);
            }
          });
    } catch (UnansweredException e) {
      throw e.tagged(settings.queryTag());
    } catch (SQLException e) {
      if (!SnowflakeError.mayStillRun(e)) {
        throw e;
      }
      // There is no query id, so the tag is what Snowflake's history finds the statement by.
      throw new SQLException(
          "%s (query tag %s)".formatted(e.getMessage(), settings.queryTag()),
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
  }

  /**
   * A connection with autocommit on, for REFRESH must not run in a transaction. The driver sends a
   * statement for each change of autocommit, but not for asking.
   */
  private Connection connect() throws NotSentException {
    try {
      Connection connection = dataSource.getConnection();
      try {
        if (!connection.getAutoCommit()) {
          connection.setAutoCommit(true);
        }
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new NotSentException(e);
    }
  }
}
