package io.lakehousesync.examples.host.outage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;

/**
 * A pool that reports to {@link Outages} when it has no connection available, for example because
 * the server does not answer.
 */
final class OutageDetectingPool extends HikariDataSource {
  private final Outages outages;

  OutageDetectingPool(HikariConfig config, Outages outages) {
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
