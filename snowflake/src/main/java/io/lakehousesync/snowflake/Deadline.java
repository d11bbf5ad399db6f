package io.lakehousesync.snowflake;

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
 * Puts an end to waiting for the driver. It has none of its own for a server that takes a statement
 * and never answers: {@code Statement.setQueryTimeout} asks the server to cancel, and waits.
 * Thread-safe.
 */
final class Deadline {
  /** For the answer of a statement that Snowflake ended at its timeout: at most so long. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  interface Call<T> {
    /**
     * Runs it.
     *
     * @param abandoned whether nobody waits for the answer any more
     */
    T run(BooleanSupplier abandoned) throws SQLException;
  }

  /** Idle threads end by themselves, so that nobody has to close this. */
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

  /** A little after the time at which Snowflake itself ends the statement. */
  static Deadline afterTimeout(Duration statementTimeout) {
    return new Deadline(
        statementTimeout.plus(statementTimeout.compareTo(GRACE) < 0 ? statementTimeout : GRACE));
  }

  /** This one or another, whichever is over first. */
  Deadline orSooner(Duration other) {
    return other.compareTo(deadline) < 0 ? new Deadline(other) : this;
  }

  /**
   * Runs a call. One that is not answered in time goes on in its thread, until the driver gives it
   * up.
   *
   * @throws UnansweredException if it was not answered in time, or this thread was interrupted
   *     meanwhile
   * @throws NotSentException if this thread was interrupted before
   */
  <T> T call(Call<T> call) throws SQLException {
    if (Thread.currentThread().isInterrupted()) {
      throw new NotSentException(new SQLException("this thread was interrupted before"));
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
