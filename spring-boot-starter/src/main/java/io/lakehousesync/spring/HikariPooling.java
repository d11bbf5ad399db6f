package io.lakehousesync.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.config.ConnectionPooling;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Creates HikariCP pools for the connections that the properties describe. A pool connects when it
 * is first used. It keeps no idle connection longer than HikariCP's idle timeout, and sends nothing
 * over idle connections.
 */
final class HikariPooling implements ConnectionPooling {
  /** While a server is down, runs fail and the shutdown waits at most this long. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public DataSource pool(String name, DataSource unpooled, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("lakehouse-" + name);
    config.setDataSource(unpooled);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setKeepaliveTime(0);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
