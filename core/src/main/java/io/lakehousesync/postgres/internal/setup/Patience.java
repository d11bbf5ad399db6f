package io.lakehousesync.postgres.internal.setup;

import io.lakehousesync.postgres.internal.sql.Transactions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between attempts to lock a heap table, and the time limit after which no further
 * attempt begins. During an attempt, other sessions wait behind it; during a pause, they work. The
 * pauses grow, so that they are much longer than the attempts. Up to half of a pause is random.
 */
public final class Patience {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final long FIRST_MILLIS = 500;
  private static final long MOST_MILLIS = 5_000;

  private final long endNanos;
  private long nextMillis = FIRST_MILLIS;

  Patience(Duration atMost) {
    this.endNanos = System.nanoTime() + atMost.toNanos();
  }

  /** Returns how long a statement of a plan waits for a lock, if a set-up waits for this time. */
  public static Duration forOneLock(Duration patience) {
    Duration most =
        patience.compareTo(Transactions.LOCK_WAIT) < 0 ? patience : Transactions.LOCK_WAIT;
    return most.compareTo(LEAST) < 0 ? LEAST : most;
  }

  boolean isOver() {
    return System.nanoTime() - endNanos > 0;
  }

  void pause() throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextLong(nextMillis / 2, nextMillis));
    nextMillis = Math.min(2 * nextMillis, MOST_MILLIS);
  }
}
