package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.sql.BorrowedConnection;
import io.lakehousesync.postgres.internal.sql.SearchPath;
import io.lakehousesync.postgres.internal.sql.SessionLock;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for statements that may run for hours: the time limits of PostgreSQL and of the
 * driver are off, PostgreSQL quotes only names that need quotes, and names without a schema are
 * those of pg_catalog. {@link #close} restores the settings, releases the locks of this session,
 * and returns the connection to the data source.
 */
final class SetupSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SetupSession.class);

  /** Settings of the session. A server may not know all of them. Then it has no such limit. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "lock_timeout", "0",
          "statement_timeout", "0",
          "transaction_timeout", "0",
          "quote_all_identifiers", "off",
          "search_path", SearchPath.VALUE);

  private static final String BEFORE =
      """
      SELECT name, pg_catalog.current_setting(name) FROM pg_catalog.pg_settings
      WHERE name OPERATOR(pg_catalog.=) ANY (?)
      """;

  private static final String SET = "SELECT pg_catalog.set_config(?, ?, false)";

  private final BorrowedConnection borrowed;
  private final Connection connection;
  private final int networkTimeout;
  private final Map<String, String> before = new LinkedHashMap<>();
  private final List<SessionLock> locks = new ArrayList<>();

  private SetupSession(BorrowedConnection borrowed) throws SQLException {
    this.borrowed = borrowed;
    this.connection = borrowed.connection();
    this.networkTimeout = connection.getNetworkTimeout();
  }

  /**
   * Borrows a connection.
   *
   * @param what the work as a noun phrase; an error message begins with it
   * @throws NotAppliedException if the connection is in a transaction already
   */
  static SetupSession open(DataSource dataSource, String what) throws SQLException {
    BorrowedConnection borrowed = BorrowedConnection.forStatements(dataSource, what);
    try {
      SetupSession session = new SetupSession(borrowed);
      session.changeSettings();
      return session;
    } catch (SQLException | RuntimeException e) {
      borrowed.close();
      throw e;
    }
  }

  private void changeSettings() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    try (PreparedStatement statement = connection.prepareStatement(BEFORE)) {
      statement.setArray(1, connection.createArrayOf("text", SETTINGS.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          before.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      if (before.containsKey(setting.getKey())) {
        set(setting.getKey(), setting.getValue());
      }
    }
  }

  private void set(String name, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SET)) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.execute();
    }
  }

  Connection connection() {
    return connection;
  }

  /** Takes a lock until the session is closed. Returns whether it was free. */
  boolean tryTake(SessionLock lock) throws SQLException {
    connection.setAutoCommit(true);
    boolean taken = lock.tryTake(connection);
    if (taken) {
      locks.add(lock);
    }
    return taken;
  }

  /**
   * Runs a statement outside of a transaction.
   *
   * @param wait how long the statement waits for each lock and each older transaction; zero for no
   *     limit
   */
  void executeAlone(String sql, Duration wait) throws SQLException {
    connection.setAutoCommit(true);
    set("lock_timeout", Long.toString(wait.toMillis()));
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Restores and returns the connection. If the connection is lost, PostgreSQL has already released
   * the locks.
   */
  @Override
  public void close() {
    try (borrowed) {
      connection.setAutoCommit(true);
      for (SessionLock lock : locks) {
        lock.release(connection);
      }
      for (Map.Entry<String, String> setting : before.entrySet()) {
        set(setting.getKey(), setting.getValue());
      }
      connection.setNetworkTimeout(Runnable::run, networkTimeout);
    } catch (SQLException e) {
      LOG.debug("The connection of the set-up was lost", PrintableThrowable.of(e));
    }
  }
}
