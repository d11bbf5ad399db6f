package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.trials.workload.Contention;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Copies one table by one {@link CopyMethod}. It copies again and again while writers write, and
 * then until no rows remain. The result is the mean lag during the writes. For a naive method the
 * result is empty, because such a method does not know up to which time its copy is complete.
 */
final class SyncLoop implements Callable<Optional<Duration>> {
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

  private final CopyMethod kind;
  private final RunSignals signals;
  private final LongAdder copies;

  /**
   * @param copies counts the copies of all loops
   */
  SyncLoop(CopyMethod kind, RunSignals signals, LongAdder copies) {
    this.kind = kind;
    this.signals = signals;
    this.copies = copies;
  }

  @Override
  public Optional<Duration> call() throws SQLException, InterruptedException, TimeoutException {
    signals.awaitStart();
    // At this time, all earlier rows have been copied. If a method never completes, its lag grows
    // from here.
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
   * Copies until no rows remain. Only a copy that began after the last commit can show this. Even
   * such a copy may continue with rows that an earlier copy has selected. Therefore {@code
   * completeThrough}, if the copy returns it, must not be before the last commit.
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

  /** Copies once. After a temporary failure, rows remain, and the next call copies them. */
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
