package io.lakehousesync;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How often a table is looked at, and how long its rows may wait for others.
 *
 * @param interval the time from look to look; empty for that of {@link LakehouseSync#start}
 * @param freshnessTarget how old the catalog may become before rows that wait are copied; zero
 *     copies them at each look
 */
public record Pace(Optional<Duration> interval, Duration freshnessTarget) {
  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if the interval is not positive, or the target negative
   */
  public Pace {
    Objects.requireNonNull(freshnessTarget, "freshnessTarget");
    interval.ifPresent(Pace::requirePositive);
    if (freshnessTarget.isNegative()) {
      throw new IllegalArgumentException(
          "the freshness target must not be negative, got " + freshnessTarget);
    }
  }

  /** The interval of all tables, and no waiting. */
  public static Pace ofDefaults() {
    return new Pace(Optional.empty(), Duration.ZERO);
  }

  static Duration requirePositive(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("the interval must be positive, got " + interval);
    }
    return interval;
  }
}
