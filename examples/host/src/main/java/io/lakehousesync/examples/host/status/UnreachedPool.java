package io.lakehousesync.examples.host.status;

import io.lakehousesync.examples.cli.UserException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The pool for a server that was not reachable. The first request for a connection fails at once,
 * with the error of the first attempt. Each later request tries to open the pool again, until an
 * attempt succeeds. Thread-safe.
 */
final class UnreachedPool implements DataSource, AutoCloseable {
  private final Supplier<DataSource> open;
  private @Nullable UserException first;
  private @Nullable DataSource opened;

  UnreachedPool(Supplier<DataSource> open, UserException first) {
    this.open = open;
    this.first = first;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return opened().getConnection();
  }

  private synchronized DataSource opened() throws SQLException {
    if (first != null) {
      UserException failure = first;
      first = null;
      throw unreachable(failure);
    }
    if (opened == null) {
      try {
        opened = open.get();
      } catch (UserException e) {
        throw unreachable(e);
      }
    }
    return opened;
  }

  private static SQLException unreachable(UserException e) {
    return new SQLTransientConnectionException(e.getMessage(), e);
  }

  @Override
  public synchronized void close() throws Exception {
    if (opened instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the configuration sets the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
