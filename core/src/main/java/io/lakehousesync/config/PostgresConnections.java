package io.lakehousesync.config;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The driver's own data source, which logs in for each connection. */
final class PostgresConnections {
  /** Shorter than what pools wait for a connection, so that they can say why there is none. */
  private static final int CONNECT_TIMEOUT_SECONDS = 4;

  private PostgresConnections() {}

  static DataSource of(Settings settings) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setApplicationName("lakehouse-sync");
    postgres.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
    // A session behind a host or a firewall that went away silently ends some day.
    postgres.setTcpKeepAlive(true);
    // After our settings, so that the URL can say otherwise.
    postgres.setUrl(settings.get(SyncKeys.POSTGRES_URL));
    settings.find(SyncKeys.POSTGRES_USER).ifPresent(postgres::setUser);
    settings.find(SyncKeys.POSTGRES_PASSWORD).ifPresent(postgres::setPassword);
    return postgres;
  }
}
