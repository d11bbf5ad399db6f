package io.lakehousesync.examples.retail;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends the lakehouse. A signal requests the shutdown on one thread, and another thread performs it.
 * Thread-safe.
 */
final class LakehouseShutdown {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isUp;
  private volatile @Nullable Exception failure;

  LakehouseShutdown() {}

  /** Work that may fail. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Runs the lakehouse from start to end. After a shutdown was requested, this method ignores
   * errors that the shutdown causes: all errors during the start, and later errors of statements.
   * It reports all other errors, in particular errors of services that do not stop.
   *
   * @return the exit code
   */
  int run(Work work) throws Exception {
    try {
      work.run();
      return 0;
    } catch (Exception e) {
      if (!isRequested()) {
        throw e;
      }
      if (isUp || e.getSuppressed().length > 0) {
        failure = e;
      }
      return 1;
    } finally {
      ended.countDown();
    }
  }

  /** Runs the work that uses the services, from their start until the shutdown. */
  void use(Work work) throws Exception {
    isUp = true;
    try {
      work.run();
    } catch (SQLException e) {
      // Ctrl-C also reaches PostgreSQL, which then cancels its statements.
      if (!isRequested()) {
        throw e;
      }
    }
  }

  /**
   * Waits for a request to shut down, at most for this time. Returns whether the shutdown was
   * requested.
   */
  boolean awaitRequest(long time, TimeUnit unit) throws InterruptedException {
    return requested.await(time, unit);
  }

  private boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Requests the shutdown, and waits for it.
   *
   * @return a description of what was left behind; empty if nothing was left behind
   */
  Optional<String> end(long time, TimeUnit unit) throws InterruptedException {
    requested.countDown();
    if (!ended.await(time, unit)) {
      return Optional.of("the services did not stop within %d s".formatted(unit.toSeconds(time)));
    }
    return Optional.ofNullable(failure).map(e -> "it did not end cleanly: " + e);
  }
}
