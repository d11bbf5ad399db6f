package io.lakehousesync;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one call of {@link SyncSource#copy} committed.
 *
 * @param rows the rows that were written to the Iceberg table
 * @param remaining whether it is worth copying again at once
 * @param completeThrough the time, on the host's clock, before which every captured change that was
 *     committed to the heap table is now in the Iceberg table; empty if it is not known
 * @param bytes about how large the rows are, as the source measures it; empty if it does not
 * @param blockedBy what must end before the other rows can be copied, in words that name it; empty
 *     unless {@link Remaining#BLOCKED} or {@link Remaining#ELSEWHERE}
 */
public record CopyResult(
    long rows,
    OptionalLong bytes,
    Remaining remaining,
    Optional<Instant> completeThrough,
    Optional<String> blockedBy) {
  /** What is left to copy. */
  public enum Remaining {
    /** Nothing that was committed before {@link CopyResult#completeThrough()}. */
    NONE,
    /** More rows: the next batch can be copied at once. */
    READY,
    /** Rows that cannot be copied before something else ends: a later run gets them. */
    BLOCKED,
    /** Nothing was looked at, because another host copies the table: it leaves none behind. */
    ELSEWHERE
  }

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative, or a block has no name
   */
  public CopyResult {
    Objects.requireNonNull(remaining, "remaining");
    if (rows < 0) {
      throw new IllegalArgumentException("rows must not be negative, got " + rows);
    }
    if (bytes.isPresent() && bytes.getAsLong() < 0) {
      throw new IllegalArgumentException("bytes must not be negative, got " + bytes.getAsLong());
    }
    boolean mustWait = remaining == Remaining.BLOCKED || remaining == Remaining.ELSEWHERE;
    if (mustWait != blockedBy.isPresent()) {
      throw new IllegalArgumentException(
          "rows that remain %s are blocked by %s".formatted(remaining, blockedBy));
    }
  }

  /** Everything that was committed before {@code instant} has been copied. */
  public static CopyResult complete(long rows, Instant instant) {
    return new CopyResult(
        rows, OptionalLong.empty(), Remaining.NONE, Optional.of(instant), Optional.empty());
  }

  /** More rows wait for the next batch. */
  public static CopyResult more(long rows) {
    return new CopyResult(
        rows, OptionalLong.empty(), Remaining.READY, Optional.empty(), Optional.empty());
  }

  /**
   * Rows are left that cannot be copied now.
   *
   * @param blockedBy what must end first
   */
  public static CopyResult blocked(long rows, String blockedBy) {
    return new CopyResult(
        rows, OptionalLong.empty(), Remaining.BLOCKED, Optional.empty(), Optional.of(blockedBy));
  }

  /**
   * Nothing was copied, for another host is at it.
   *
   * @param copier who copies, in words that name it
   */
  public static CopyResult elsewhere(String copier) {
    return new CopyResult(
        0, OptionalLong.empty(), Remaining.ELSEWHERE, Optional.empty(), Optional.of(copier));
  }

  /** The same result, with its rows measured. */
  public CopyResult withBytes(long bytes) {
    return new CopyResult(rows, OptionalLong.of(bytes), remaining, completeThrough, blockedBy);
  }
}
