package io.lakehousesync.examples.losstest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the threads of a run wait for: all begin together, and writers end before copies do. */
final class RunSignals {
  private final CountDownLatch start = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Instant writersEnded;

  void start() {
    start.countDown();
  }

  void awaitStart() throws InterruptedException {
    start.await();
  }

  /** Writers finish the transaction that they are in. */
  void stop() {
    stop.countDown();
  }

  boolean stopped() {
    return stop.getCount() == 0;
  }

  void awaitStop() throws InterruptedException {
    stop.await();
  }

  /** Lets a writer think, or the run go on, for so long, or until the writers are stopped. */
  void awaitStop(Duration atMost) throws InterruptedException {
    stop.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The last writer has committed: what there is to copy now is all there will be. */
  void writersEnded() {
    writersEnded = Instant.now();
  }

  /** When the last writer had committed; empty while there are writers. */
  Optional<Instant> lastCommit() {
    return Optional.ofNullable(writersEnded);
  }
}
