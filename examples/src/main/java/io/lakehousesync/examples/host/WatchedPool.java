package io.lakehousesync.examples.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;

/** A pool that tells when it has no connection to give, as where a server does not answer. */
final class WatchedPool extends HikariDataSource {
  private final Outages outages;

  WatchedPool(HikariConfig config, Outages outages) {
    super(config);
    this.outages = outages;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Instant began = Instant.now();
    try {
      Connection connection = super.getConnection();
      outages.pooled(getPoolName());
      return connection;
    } catch (SQLTransientConnectionException e) {
      Duration waited = Duration.between(began, Instant.now());
      outages.starved(
          getPoolName(), "no connection within %d s".formatted(waited.toSeconds()), began);
      throw e;
    }
  }
}
