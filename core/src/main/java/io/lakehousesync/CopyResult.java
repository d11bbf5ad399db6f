package io.lakehousesync;

import java.time.Instant;
import java.util.Optional;

/**
 * What one call of {@link SyncSource#copy} committed.
 *
 * @param rows the rows that were written to the Iceberg table
 * @param completeThrough the time, on the host's clock, before which every captured change that was
 *     committed to the heap table is now in the Iceberg table; empty while more rows wait, in which
 *     case the next batch can be copied at once
 */
public record CopyResult(long rows, Optional<Instant> completeThrough) {
  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CopyResult {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must not be negative, got " + rows);
    }
  }

  /** Everything that was committed before {@code instant} has been copied. */
  public static CopyResult complete(long rows, Instant instant) {
    return new CopyResult(rows, Optional.of(instant));
  }
}
