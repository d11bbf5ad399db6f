package io.lakehousesync.examples.host.status;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.outage.Outage;
import io.lakehousesync.exceptions.LakehouseSyncException;
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
 * Checks all tables, and limits how long it waits for a server that does not answer. A check that
 * exceeds the limit continues on its thread, and the next check waits for it. Not thread-safe.
 */
final class TimedStatusCheck implements AutoCloseable {
  /**
   * Longer than the connection timeouts of the pools, so that the user sees the pools' errors,
   * which are more specific.
   */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final StatusCheck check;
  private final Duration patience;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "status");
            made.setDaemon(true);
            return made;
          });

  /** The check that got no answer. Its result is discarded, because the result will be outdated. */
  private @Nullable Future<List<TableStatus>> hung;

  private volatile Query query = Query.to(StatusCheck.POSTGRES);

  /** The server that is being queried, and since when, by {@link System#nanoTime()}. */
  private record Query(String system, long since) {
    static Query to(String system) {
      return new Query(system, System.nanoTime());
    }

    long nanosLeft(Duration patience) {
      return since + patience.toNanos() - System.nanoTime();
    }
  }

  /**
   * Creates the check.
   *
   * @param patience how long one query may take
   */
  TimedStatusCheck(StatusCheck check, Duration patience) {
    this.check = check;
    this.patience = patience;
  }

  /**
   * Waits for a check that is still running, and then checks all tables.
   *
   * @throws LakehouseSyncException if PostgreSQL could not be queried
   * @throws UserException if a server does not answer; {@link #lastQueried()} returns the name of
   *     this server
   */
  List<TableStatus> check() throws InterruptedException {
    if (hung != null) {
      query = Query.to(query.system);
      awaitEnd(hung);
    }
    query = Query.to(StatusCheck.POSTGRES);
    hung = thread.submit(() -> check.check(system -> query = Query.to(system)));
    awaitEnd(hung);
    Future<List<TableStatus>> ended = hung;
    hung = null;
    try {
      return ended.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Returns the server that the last check queried last: {@code postgres}, or the catalog. */
  String lastQueried() {
    return query.system;
  }

  private void awaitEnd(Future<?> running) throws InterruptedException {
    while (!running.isDone()) {
      Query current = query;
      try {
        running.get(current.nanosLeft(patience), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        return;
      } catch (TimeoutException e) {
        if (current.equals(query)) {
          throw new UserException(
              Kind.FAILURE,
              "There is no answer from %s within %d s. Check that it and the network are up."
                  .formatted(Outage.name(current.system), patience.toSeconds()),
              e);
        }
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
