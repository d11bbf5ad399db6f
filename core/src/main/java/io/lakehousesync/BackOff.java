package io.lakehousesync;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a table that failed is left alone: twice as long after each failure in a row. What is
 * left of a wait after jitter is between half of it and all, so that hosts which failed together do
 * not come again together.
 *
 * @param first the wait after the first failure
 * @param most the longest wait, after which a table whose circuit is open is probed
 * @param failures how many failures in a row open a table's circuit. A failure that doing the same
 *     again cannot cure opens it at once
 */
public record BackOff(Duration first, Duration most, int failures) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a duration or the count is not positive, or {@code first}
   *     is longer than {@code most}
   */
  public BackOff {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(most, "most");
    if (first.isNegative() || first.isZero() || first.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "the first wait must be positive and at most %s, got %s".formatted(most, first));
    }
    if (failures < 1) {
      throw new IllegalArgumentException("failures must be positive, got " + failures);
    }
  }

  /** From 1 second to 1 minute; five failures in a row open the circuit. */
  public static BackOff ofDefaults() {
    return new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 5);
  }

  boolean opensCircuit(int failuresInARow, LakehouseSyncException failure) {
    return failuresInARow >= failures || isPointless(failure);
  }

  private static boolean isPointless(LakehouseSyncException failure) {
    return failure instanceof NotAppliedException notApplied
        && notApplied.retry() == NotAppliedException.Retry.POINTLESS;
  }

  /**
   * The wait after a number of failures in a row, without jitter: the longest one once the circuit
   * is open.
   */
  Duration after(int failuresInARow, boolean circuitIsOpen) {
    Duration wait = first;
    for (int i = 1; i < failuresInARow && wait.compareTo(most) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return circuitIsOpen || wait.compareTo(most) > 0 ? most : wait;
  }
}
