package io.lakehousesync.examples.host;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Borrows a connection from a pool every few seconds. So an outage is detected even if no table
 * runs, or if a statement still waits for an answer.
 */
public final class ConnectionProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionProbe.class);

  private static final Duration EVERY = Duration.ofSeconds(3);

  private final DataSource pool;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "probe");
            made.setDaemon(true);
            return made;
          });

  private ConnectionProbe(DataSource pool) {
    this.pool = pool;
  }

  static ConnectionProbe start(DataSource pool) {
    ConnectionProbe probe = new ConnectionProbe(pool);
    ScheduledFuture<?> unused =
        probe.thread.scheduleWithFixedDelay(
            probe::probe, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return probe;
  }

  private void probe() {
    try (Connection connection = pool.getConnection()) {
      LOG.debug("{} works", connection);
    } catch (SQLException e) {
      LOG.debug("no connection", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
