package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all tables, and does not wait for ever for a server that does not answer: that look goes
 * on on its own thread, and the next one begins when it has ended. Not thread-safe.
 */
final class PatientLooks implements AutoCloseable {
  private final ConfiguredSync parts;
  private final SyncConfiguration configuration;
  private final Duration patience;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "status");
            made.setDaemon(true);
            return made;
          });
  private @Nullable Future<List<TableStatus>> underWay;

  PatientLooks(ConfiguredSync parts, SyncConfiguration configuration) {
    this.parts = parts;
    this.configuration = configuration;
    // The catalog is asked once for each table.
    patience = Duration.ofSeconds(10).plusSeconds(configuration.tables().size());
  }

  /**
   * Looks, or waits for the look that is under way.
   *
   * @throws LakehouseSyncException if PostgreSQL could not be asked
   * @throws UserException if there is no answer
   */
  List<TableStatus> look() throws InterruptedException {
    Future<List<TableStatus>> look = underWay == null ? thread.submit(this::ask) : underWay;
    underWay = look;
    try {
      List<TableStatus> tables = look.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      underWay = null;
      return tables;
    } catch (ExecutionException e) {
      underWay = null;
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new UserException(
          Kind.FAILURE,
          "There is no answer from PostgreSQL or the catalog within %d s. Check that the servers and"
                  .formatted(patience.toSeconds())
              + " the network are up.",
          e);
    }
  }

  private List<TableStatus> ask() {
    return TableStatus.look(
        parts, configuration.tables().values(), !configuration.refresherName().equals("none"));
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
