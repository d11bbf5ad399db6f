package io.lakehousesync.examples.trials.loss;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Measures the mean lag of a copy over time. The lag is the time since the last moment up to which
 * the copy is known to be complete. It grows until a copy reduces it. The mean is weighted by time,
 * so that many quick copies without rows do not outweigh a slow one. Not thread-safe.
 */
final class LagMeter {
  private final Instant begun;
  private Instant from;
  private Instant completeThrough;
  private double squareSeconds;

  /** Starts the measurement at a time when the copy is complete. */
  LagMeter(Instant now) {
    begun = now;
    from = now;
    completeThrough = now;
  }

  /**
   * Records the end of a copy. {@code through} is the time up to which the copy is complete; empty
   * if this time did not change.
   */
  void copied(Instant now, Optional<Instant> through) {
    double before = seconds(completeThrough, from);
    double after = seconds(completeThrough, now);
    squareSeconds += (after * after - before * before) / 2;
    from = now;
    completeThrough = through.orElse(completeThrough);
  }

  /** Returns the mean lag up to the last copy. */
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
