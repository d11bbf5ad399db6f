package io.lakehousesync.examples.trials.adversary;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source with a method that terminates its newest session. Another thread can call this
 * method at any time. The data source opens a new session for each connection. If it used a pool,
 * another user of the pool could have borrowed the terminated session. Only one thread may request
 * connections.
 */
final class OwnSessions implements DataSource {
  private final DataSource unpooled;
  private final String setting;
  private volatile int pid;

  /**
   * @param setting a statement that each session executes first
   */
  OwnSessions(DataSource unpooled, String setting) {
    this.unpooled = unpooled;
    this.setting = setting;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = unpooled.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(setting);
      try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
      }
    }
    return connection;
  }

  /**
   * Terminates the newest session if this session is in a transaction. Returns whether the session
   * was terminated.
   */
  boolean terminate(Connection other) throws SQLException {
    try (Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = %d AND xact_start IS NOT NULL"
                    .formatted(pid))) {
      row.next();
      return row.getInt(1) > 0;
    }
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper of " + type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
