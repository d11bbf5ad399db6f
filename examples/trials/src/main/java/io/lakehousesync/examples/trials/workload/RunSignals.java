package io.lakehousesync.examples.trials.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates the threads of a run. All threads begin together, and the writers end before the
 * copies end.
 */
public final class RunSignals {
  private final CountDownLatch start = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Instant writersEnded;

  /** Creates the signals of a run that has not begun. */
  public RunSignals() {}

  /** Lets all threads begin. */
  public void start() {
    start.countDown();
  }

  /** Waits for {@link #start}. */
  public void awaitStart() throws InterruptedException {
    start.await();
  }

  /** Stops writers after their current transactions. */
  public void stop() {
    stop.countDown();
  }

  /** Returns whether writers are stopped. */
  public boolean stopped() {
    return stop.getCount() == 0;
  }

  /** Waits for {@link #stop}. */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /** Waits for {@link #stop}, but not longer than this time. */
  public void awaitStop(Duration atMost) throws InterruptedException {
    stop.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Records that the last writer has committed, so that no more rows follow. */
  public void writersEnded() {
    writersEnded = Instant.now();
  }

  /** Returns when the last writer had committed; empty while writers run. */
  public Optional<Instant> lastCommit() {
    return Optional.ofNullable(writersEnded);
  }
}
