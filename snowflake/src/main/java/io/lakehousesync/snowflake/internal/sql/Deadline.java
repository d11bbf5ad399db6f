package io.lakehousesync.snowflake.internal.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Limits how long a call waits for the driver. The driver has no limit for a server that accepts a
 * statement and never answers: {@code Statement.setQueryTimeout} asks the server to cancel, and
 * then waits for the server. Thread-safe.
 */
final class Deadline {
  /**
   * How long to wait after the timeout of a statement. During this time, Snowflake sends the error
   * that it has cancelled the statement.
   */
  private static final Duration GRACE = Duration.ofSeconds(5);

  interface Call<T> {
    /**
     * Runs the call.
     *
     * @param abandoned returns whether the caller has stopped waiting
     */
    T run(BooleanSupplier abandoned) throws SQLException;
  }

  /** Idle threads end by themselves, so there is nothing to close. */
  private static final ExecutorService THREADS =
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

  private final Duration deadline;

  Deadline(Duration deadline) {
    this.deadline = deadline;
  }

  /** Returns a deadline shortly after Snowflake cancels the statement. */
  static Deadline afterTimeout(Duration statementTimeout) {
    return new Deadline(
        statementTimeout.plus(statementTimeout.compareTo(GRACE) < 0 ? statementTimeout : GRACE));
  }

  /** Returns the earlier of this deadline and another one. */
  Deadline orSooner(Duration other) {
    return other.compareTo(deadline) < 0 ? new Deadline(other) : this;
  }

  /**
   * Runs a call. A call that is not answered in time continues in its thread until the driver gives
   * up.
   *
   * @throws UnansweredException if the call was not answered in time, or this thread was
   *     interrupted during the wait
   * @throws NotSentException if this thread was interrupted before the call began
   */
  <T> T call(Call<T> call) throws SQLException {
    if (Thread.currentThread().isInterrupted()) {
      throw new NotSentException(
          new SQLException("this thread was interrupted before the statement was sent"));
    }
    AtomicBoolean abandoned = new AtomicBoolean();
    FutureTask<T> running = new FutureTask<>(() -> call.run(abandoned::get));
    THREADS.execute(running);
    try {
      return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandoned.set(true);
      throw new UnansweredException(deadline, running);
    } catch (InterruptedException e) {
      abandoned.set(true);
      Thread.currentThread().interrupt();
      throw UnansweredException.interrupted(running);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new SQLException("the driver failed: " + e.getCause(), e.getCause());
    }
  }
}
