package io.lakehousesync.examples.retail;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of the lakehouse, which a signal asks for on one thread and another one carries out.
 * Thread-safe.
 */
final class LakehouseEnd {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isUp;
  private volatile @Nullable Exception trouble;

  LakehouseEnd() {}

  /** Something that may fail. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Runs the lakehouse from start to end. What fails because it is told to end is no failure: all
   * that is under way while it starts, and statements later on. Whatever else fails is one, in
   * particular what does not stop.
   *
   * @return the exit code
   */
  int run(Work work) throws Exception {
    try {
      work.run();
      return 0;
    } catch (Exception e) {
      if (!isAsked()) {
        throw e;
      }
      if (isUp || e.getSuppressed().length > 0) {
        trouble = e;
      }
      return 1;
    } finally {
      ended.countDown();
    }
  }

  /** Runs what uses the services, from when they are up until it is told to end. */
  void use(Work work) throws Exception {
    isUp = true;
    try {
      work.run();
    } catch (SQLException e) {
      // Ctrl-C goes to PostgreSQL as well, which then ends what it is asked.
      if (!isAsked()) {
        throw e;
      }
    }
  }

  /** Waits so long; whether it was told to end. */
  boolean awaitAsked(long time, TimeUnit unit) throws InterruptedException {
    return asked.await(time, unit);
  }

  private boolean isAsked() {
    return asked.getCount() == 0;
  }

  /**
   * Tells it to end, and waits for that.
   *
   * @return what was left behind, in words; empty if nothing was
   */
  Optional<String> end(long time, TimeUnit unit) throws InterruptedException {
    asked.countDown();
    if (!ended.await(time, unit)) {
      return Optional.of("the services did not stop within %d s".formatted(unit.toSeconds(time)));
    }
    return Optional.ofNullable(trouble).map(e -> "it did not end cleanly: " + e);
  }
}
