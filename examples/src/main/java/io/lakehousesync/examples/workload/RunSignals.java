package io.lakehousesync.examples.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the threads of a run wait for: all begin together, and writers end before copies do. */
public final class RunSignals {
  private final CountDownLatch start = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable Instant writersEnded;

  /** Nothing has begun yet. */
  public RunSignals() {}

  /** Lets all threads begin. */
  public void start() {
    start.countDown();
  }

  /** Waits for {@link #start}. */
  public void awaitStart() throws InterruptedException {
    start.await();
  }

  /** Writers finish the transaction that they are in. */
  public void stop() {
    stop.countDown();
  }

  /** Whether writers have been told to end. */
  public boolean stopped() {
    return stop.getCount() == 0;
  }

  /** Waits for {@link #stop}. */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /** Lets a writer think, or the run go on, for so long, or until the writers are stopped. */
  public void awaitStop(Duration atMost) throws InterruptedException {
    stop.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The last writer has committed: what there is to copy now is all there will be. */
  public void writersEnded() {
    writersEnded = Instant.now();
  }

  /** When the last writer had committed; empty while there are writers. */
  public Optional<Instant> lastCommit() {
    return Optional.ofNullable(writersEnded);
  }
}
