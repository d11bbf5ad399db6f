package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import java.time.Duration;
import java.util.Objects;

/**
 * The waiting times between the runs of a table whose runs fail. Each failure in a row doubles the
 * wait. Jitter shortens each wait by up to half. If several hosts failed at the same moment, jitter
 * makes them retry at different moments.
 *
 * @param first the wait after the first failure
 * @param most the longest wait, and the wait between the runs of a table whose circuit is open
 * @param failures how many failures in a row open a table's circuit; a failure that a retry cannot
 *     cure opens the circuit at once
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

  /**
   * Returns waits from 1 second to 1 minute, and a circuit that opens after 5 failures in a row.
   */
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
   * Returns the wait after a number of failures in a row, without jitter. If the circuit is open,
   * returns the longest wait.
   */
  Duration after(int failuresInARow, boolean circuitIsOpen) {
    Duration wait = first;
    for (int i = 1; i < failuresInARow && wait.compareTo(most) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return circuitIsOpen || wait.compareTo(most) > 0 ? most : wait;
  }
}
