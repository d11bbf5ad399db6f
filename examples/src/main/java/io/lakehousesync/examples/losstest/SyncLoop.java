package io.lakehousesync.examples.losstest;

import io.lakehousesync.CopyResult;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.examples.workload.Contention;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.RunSignals;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Copies one kind's table without a pause while writers write, and then until nothing remains.
 * Returns the mean lag while they did; empty for a naive kind, which does not know how far it is
 * complete.
 */
final class SyncLoop implements Callable<Optional<Duration>> {
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

  private final Kind kind;
  private final RunSignals signals;
  private final LongAdder copies;

  /**
   * @param copies counts the copies of all loops
   */
  SyncLoop(Kind kind, RunSignals signals, LongAdder copies) {
    this.kind = kind;
    this.signals = signals;
    this.copies = copies;
  }

  @Override
  public Optional<Duration> call() throws SQLException, InterruptedException, TimeoutException {
    signals.awaitStart();
    // What was there before has been copied. So a kind that never gets complete shows it.
    LagMeter lag = new LagMeter(Instant.now());
    while (!signals.stopped()) {
      CopyResult copied = copy();
      lag.copied(Instant.now(), copied.completeThrough());
    }
    drain();
    return kind.profile().expectation() == Expectation.NAIVE
        ? Optional.empty()
        : Optional.of(lag.mean());
  }

  /**
   * Only a copy that began after the last commit can know that nothing remains, and what it copied
   * may still have been chosen earlier: the time that it is complete through must be later, too.
   */
  private void drain() throws SQLException, TimeoutException {
    Instant begun = Instant.now();
    boolean all = false;
    while (!all) {
      Optional<Instant> lastCommit = signals.lastCommit();
      CopyResult copied = copy();
      all =
          copied.remaining() == Remaining.NONE
              && lastCommit.isPresent()
              && !copied.completeThrough().orElse(Instant.MAX).isBefore(lastCommit.get());
      if (!all && since(begun).compareTo(LONGEST_DRAIN) > 0) {
        throw new TimeoutException(
            "%s still has rows to copy %d s after the last write"
                .formatted(kind.profile().name(), LONGEST_DRAIN.toSeconds()));
      }
    }
  }

  /** A copy that failed for a reason that passes is tried again, as a host's schedule does. */
  private CopyResult copy() throws SQLException {
    try {
      CopyResult copied = kind.copyOnce();
      copies.increment();
      return copied;
    } catch (NotAppliedException e) {
      if (e.retry() == Retry.POINTLESS) {
        throw e;
      }
    } catch (SQLException e) {
      if (!Contention.causes(e)) {
        throw e;
      }
    }
    return CopyResult.more(0);
  }

  private static Duration since(Instant instant) {
    return Duration.between(instant, Instant.now());
  }
}
