package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts a deadline on each call. The driver has none of its own for a server that takes a statement
 * and never answers: {@code Statement.setQueryTimeout} asks the server to cancel, and waits.
 */
final class TimedSnowflakeClient implements SnowflakeClient {
  private interface Call<T> {
    T run() throws SQLException;
  }

  private final SnowflakeClient client;
  private final Duration deadline;

  /** Idle threads end by themselves, so that nobody has to close this. */
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "lakehouse-sync-snowflake");
            thread.setDaemon(true);
            return thread;
          });

  TimedSnowflakeClient(SnowflakeClient client, Duration deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  @Override
  public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
    return inTime(() -> client.served(table));
  }

  @Override
  public Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException {
    return inTime(() -> client.refresh(table, relativePath));
  }

  @Override
  public Optional<String> create(SnowflakeName table, MissingTables how, String relativePath)
      throws SQLException {
    return inTime(() -> client.create(table, how, relativePath));
  }

  /** A call that is not answered in time goes on in its thread, until the driver gives it up. */
  private <T> T inTime(Call<T> call) throws SQLException {
    FutureTask<T> running = new FutureTask<>(call::run);
    threads.execute(running);
    try {
      return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnansweredException(deadline, running);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnansweredException(Duration.ZERO, running);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new SQLException("the driver failed: " + e.getCause(), e.getCause());
    }
  }
}
