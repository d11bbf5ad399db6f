package io.lakehousesync.examples.host.outage;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Instant;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reports failed logins to {@link Outages}. A pool wraps this data source. The callers of the pool
 * get the error much later.
 */
record OutageDetectingDataSource(String pool, DataSource logins, Outages outages)
    implements DataSource {
  @Override
  public Connection getConnection() throws SQLException {
    Instant began = Instant.now();
    try {
      Connection connection = logins.getConnection();
      outages.reached(pool);
      return connection;
    } catch (SQLException e) {
      if (ConnectionErrors.is(e)) {
        outages.failed(pool, ConnectionErrors.reason(e), began);
      } else {
        outages.rejected(pool);
      }
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the configuration sets the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return logins.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    logins.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    logins.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return logins.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return logins.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return logins.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return logins.isWrapperFor(type);
  }
}
