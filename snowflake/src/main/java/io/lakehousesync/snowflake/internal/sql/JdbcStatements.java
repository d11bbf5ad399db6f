package io.lakehousesync.snowflake.internal.sql;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements, each on its own connection from the host's data source, with a query tag and a
 * deadline. Thread-safe.
 */
public final class JdbcStatements {
  /** A row: the values that are not null, by the lower-case names of their columns. */
  public record Row(Map<String, String> values) {
    public Optional<String> text(String column) {
      return Optional.ofNullable(values.get(column));
    }
  }

  private interface Work<T> {
    T run(Statement statement) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(JdbcStatements.class);

  /** The shortest limit, because a login alone takes a second or more. */
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final StatementSettings settings;
  private final Deadline deadline;

  public JdbcStatements(DataSource dataSource, StatementSettings settings) {
    this(dataSource, settings, Deadline.afterTimeout(settings.timeout()));
  }

  private JdbcStatements(DataSource dataSource, StatementSettings settings, Deadline deadline) {
    this.dataSource = dataSource;
    this.settings = settings;
    this.deadline = deadline;
  }

  /**
   * Returns a copy that stops waiting for an answer after the limit. A limit below five seconds
   * becomes five seconds.
   */
  public JdbcStatements within(Duration limit) {
    Duration longest = limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit;
    return new JdbcStatements(dataSource, settings, deadline.orSooner(longest));
  }

  /** Runs a statement. Returns the query id, if the driver has it. */
  public Optional<String> execute(String sql) throws SQLException {
    return run(
        statement -> {
          statement.execute(sql);
          return DriverStatement.queryId(statement);
        });
  }

  /** Runs a query, and returns all rows as a list in memory. */
  public List<Row> rows(String sql) throws SQLException {
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

  /** Returns the one value that a function returns. */
  public String value(String sql) throws SQLException {
    return rows(sql).stream()
        .flatMap(row -> row.values().values().stream())
        .findFirst()
        .orElseThrow(() -> new SQLException("no value came back from: " + sql));
  }

  private <T> T run(Work<T> work) throws SQLException {
    try {
      return deadline.call(
          abandoned -> {
            try (Borrowed borrowed = borrow();
                Statement statement = borrowed.connection().createStatement()) {
              if (abandoned.getAsBoolean()) {
                throw new NotSentException(
                    new SQLException("the connection was opened after the deadline"));
              }
              DriverStatement.apply(settings, statement);
              return work.run(statement);
            }
          });
    } catch (UnansweredException e) {
      throw e.tagged(settings.queryTag());
    } catch (SQLException e) {
      if (!SnowflakeErrors.mayStillRun(e)) {
        throw e;
      }
      // There is no query id. With the tag, a person can find the statement in Snowflake's history.
      throw new SQLException(
          "%s (query tag %s)".formatted(e.getMessage(), settings.queryTag()),
          e.getSQLState(),
          e.getErrorCode(),
          e);
    }
  }

  /**
   * Borrows a connection with autocommit on, because REFRESH must not run in a transaction. Sets
   * autocommit only if it is off, because setting it sends a statement to Snowflake.
   */
  private Borrowed borrow() throws NotSentException {
    try {
      Connection connection = dataSource.getConnection();
      try {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
          connection.setAutoCommit(true);
        }
        return new Borrowed(connection, autoCommit);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new NotSentException(e);
    }
  }

  /**
   * A connection that was borrowed from the host. {@link #close} first restores the connection's
   * autocommit setting.
   *
   * @param autoCommit whether autocommit was on
   */
  private record Borrowed(Connection connection, boolean autoCommit) implements AutoCloseable {
    /**
     * If closing fails, logs the failure and throws nothing, because the statement has already
     * ended.
     */
    @Override
    public void close() {
      try (connection) {
        if (!autoCommit && !connection.isClosed()) {
          connection.setAutoCommit(false);
        }
      } catch (SQLException e) {
        LOG.debug("A connection to Snowflake was not given back as it came", e);
      }
    }
  }
}
