package io.lakehousesync.examples.host.status;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes pools on a daemon thread, and limits how long the caller waits. To close a pool, HikariCP
 * waits up to 10 s for a query without an answer. The end of the process closes its connections in
 * any case.
 */
final class TimedClose {
  private static final Logger LOG = LoggerFactory.getLogger(TimedClose.class);

  private TimedClose() {}

  /** Closes the pools. If this takes longer than {@code atMost}, it continues on its thread. */
  static void close(AutoCloseable pools, Duration atMost) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                pools.close();
              } catch (Exception e) {
                LOG.debug("could not close {}", pools, e);
              } finally {
                closed.countDown();
              }
            },
            "close");
    thread.setDaemon(true);
    thread.start();
    if (!closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("{} is not closed after {}", pools, atMost);
    }
  }
}
