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
 * Takes a connection from a watched pool every few seconds and gives it back: so an outage is
 * noticed while all tables rest, and while a statement waits for an answer that does not come.
 */
final class Probe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

  private static final Duration EVERY = Duration.ofSeconds(3);

  private final DataSource pool;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "probe");
            made.setDaemon(true);
            return made;
          });

  private Probe(DataSource pool) {
    this.pool = pool;
  }

  static Probe start(DataSource pool) {
    Probe probe = new Probe(pool);
    ScheduledFuture<?> unused =
        probe.thread.scheduleWithFixedDelay(
            probe::probe, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return probe;
  }

  private void probe() {
    try (Connection connection = pool.getConnection()) {
      LOG.debug("{} is there", connection);
    } catch (SQLException e) {
      LOG.debug("no connection", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
