package io.lakehousesync.examples.losstest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The mean lag of a copy over time. At every moment the lag is the time since which the copy is not
 * known to be complete; it grows until a copy brings it down. Weighted by time, many quick copies
 * that find nothing do not count for more than the slow one between them. Not thread-safe.
 */
final class LagMeter {
  private final Instant begun;
  private Instant from;
  private Instant completeThrough;
  private double squareSeconds;

  /** Begins now, with everything before it complete. */
  LagMeter(Instant now) {
    begun = now;
    from = now;
    completeThrough = now;
  }

  /** A copy ended, which is complete through a time; empty if that is as it was. */
  void copied(Instant now, Optional<Instant> through) {
    double before = seconds(completeThrough, from);
    double after = seconds(completeThrough, now);
    squareSeconds += (after * after - before * before) / 2;
    from = now;
    completeThrough = through.orElse(completeThrough);
  }

  /** The mean up to the last copy. */
  Duration mean() {
    double seconds = seconds(begun, from);
    return seconds <= 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(squareSeconds / seconds * 1000));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
