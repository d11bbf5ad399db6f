package io.lakehousesync;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one call of {@link SyncSource#copy} committed.
 *
 * @param rows the rows that were written to the Iceberg table
 * @param remaining whether it is worth copying again at once
 * @param completeThrough the time, on the host's clock, before which every captured change that was
 *     committed to the heap table is now in the Iceberg table; empty if it is not known
 */
public record CopyResult(long rows, Remaining remaining, Optional<Instant> completeThrough) {
  /** What is left to copy. */
  public enum Remaining {
    /** Nothing that was committed before {@link CopyResult#completeThrough()}. */
    NONE,
    /** More rows: the next batch can be copied at once. */
    READY,
    /** Rows that cannot be copied before something else ends: a later run gets them. */
    BLOCKED
  }

  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CopyResult {
    Objects.requireNonNull(remaining, "remaining");
    if (rows < 0) {
      throw new IllegalArgumentException("rows must not be negative, got " + rows);
    }
  }

  /** Everything that was committed before {@code instant} has been copied. */
  public static CopyResult complete(long rows, Instant instant) {
    return new CopyResult(rows, Remaining.NONE, Optional.of(instant));
  }

  /** More rows wait for the next batch. */
  public static CopyResult more(long rows) {
    return new CopyResult(rows, Remaining.READY, Optional.empty());
  }
}
