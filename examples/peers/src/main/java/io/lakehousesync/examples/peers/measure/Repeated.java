package io.lakehousesync.examples.peers.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Runs a step again and again in a thread with its own connection, until it is stopped. */
final class Repeated {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final FutureTask<Void> task;

  /** What is repeated. */
  @FunctionalInterface
  interface Step {
    void run(Connection connection) throws SQLException;
  }

  private Repeated(DataSource postgres, Duration pause, Step step) {
    Callable<Void> steps =
        () -> {
          try (Connection connection = postgres.getConnection()) {
            do {
              step.run(connection);
            } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
          }
          return null;
        };
    task = new FutureTask<>(steps);
  }

  /** Starts the thread. The step runs at least once. */
  static Repeated start(DataSource postgres, String name, Duration pause, Step step) {
    Repeated repeated = new Repeated(postgres, pause, step);
    Thread thread = new Thread(repeated.task, name);
    thread.setDaemon(true);
    thread.start();
    return repeated;
  }

  /**
   * Waits, but not longer than the thread runs.
   *
   * @throws SQLException if the step has failed
   */
  void await(Duration time) throws SQLException, InterruptedException {
    try {
      task.get(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException running) {
      // The step has not failed.
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * Ends the thread after the current step.
   *
   * @throws SQLException if the step has failed
   */
  void stop() throws SQLException, InterruptedException {
    stop.countDown();
    try {
      task.get();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** Tells the thread to end, and does not wait for it. */
  void abandon() {
    stop.countDown();
  }

  private static SQLException failure(ExecutionException e) {
    return e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
  }
}
