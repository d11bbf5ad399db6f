package io.lakehousesync.examples.host.outage;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Opens a pool on its own thread, and limits how long the caller waits. A driver can wait much
 * longer for the answer to a login, because the timeouts of Snowflake's driver also apply to
 * statements.
 */
final class TimedOpening {
  private TimedOpening() {}

  /**
   * Opens a pool. If this takes too long, the thread continues until the driver gives up. A pool
   * that is opened later is closed at once.
   *
   * @param name the name of the server in the configuration
   * @throws SQLTransientConnectionException if the pool is not open in time
   * @throws RuntimeException what {@code open} throws
   */
  static HikariDataSource open(String name, Supplier<HikariDataSource> open, Duration atMost)
      throws SQLTransientConnectionException {
    CompletableFuture<HikariDataSource> opened = new CompletableFuture<>();
    Thread thread = new Thread(() -> open(open, opened), "open " + name);
    thread.setDaemon(true);
    thread.start();
    try {
      opened.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // This has no effect if the thread has ended in this moment.
      opened.completeExceptionally(noAnswer(name, atMost));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      opened.completeExceptionally(
          new SQLTransientConnectionException("the wait for a connection was interrupted", e));
    } catch (ExecutionException e) {
      // The result below throws the same error.
    }
    return result(opened);
  }

  private static HikariDataSource result(CompletableFuture<HikariDataSource> opened)
      throws SQLTransientConnectionException {
    try {
      return opened.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLTransientConnectionException late) {
        throw late;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void open(
      Supplier<HikariDataSource> open, CompletableFuture<HikariDataSource> opened) {
    try {
      HikariDataSource pool = open.get();
      if (!opened.complete(pool)) {
        pool.close();
      }
    } catch (RuntimeException e) {
      opened.completeExceptionally(e);
    }
  }

  private static SQLTransientConnectionException noAnswer(String name, Duration atMost) {
    return new SQLTransientConnectionException(
        "there is no answer from %s within %d s".formatted(Outage.name(name), atMost.toSeconds()));
  }
}
