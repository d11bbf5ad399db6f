package io.lakehousesync.config;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Creates the data source of the PostgreSQL driver, which logs in for each connection. */
final class PostgresConnections {
  /**
   * This timeout is shorter than the timeout of common pools. Therefore the driver fails first, and
   * the exception of the pool contains the exception of the driver.
   */
  private static final int CONNECT_TIMEOUT_SECONDS = 4;

  private PostgresConnections() {}

  static DataSource of(Settings settings) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setApplicationName("lakehouse-sync");
    postgres.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    // Detects connections that were cut without notice, for example by a firewall.
    postgres.setTcpKeepAlive(true);
    // Set last, so that the URL can override the settings above.
    postgres.setUrl(settings.get(SyncKeys.POSTGRES_URL));
    settings.find(SyncKeys.POSTGRES_USER).ifPresent(postgres::setUser);
    settings.find(SyncKeys.POSTGRES_PASSWORD).ifPresent(postgres::setPassword);
    return postgres;
  }
}
