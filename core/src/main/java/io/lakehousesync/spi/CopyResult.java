package io.lakehousesync.spi;

import io.lakehousesync.text.Printable;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The result of one call of {@link SyncSource#copy}: what it committed. Immutable. */
public final class CopyResult {
  /** What is left to copy. */
  public enum Remaining {
    /**
     * Nothing. If {@link CopyResult#completeThrough()} is known, every captured change that was
     * committed before that time is copied.
     */
    NONE,
    /** Rows that the next batch can copy at once. */
    READY,
    /**
     * Rows that can be copied only after another transaction has ended. A later run copies them.
     */
    BLOCKED,
    /** Unknown, because another host copies the table at this moment. */
    ELSEWHERE
  }

  private final long rows;
  private final OptionalLong bytes;
  private final Remaining remaining;
  private final Optional<Instant> completeThrough;
  private final Optional<String> blockedBy;
  private final Optional<String> problem;

  private CopyResult(
      long rows,
      OptionalLong bytes,
      Remaining remaining,
      Optional<Instant> completeThrough,
      Optional<String> blockedBy,
      Optional<String> problem) {
    this.rows = requireNotNegative("rows", rows);
    this.bytes = bytes;
    this.remaining = remaining;
    this.completeThrough = completeThrough;
    this.blockedBy = blockedBy;
    this.problem = problem;
  }

  private CopyResult(
      long rows,
      Remaining remaining,
      Optional<Instant> completeThrough,
      Optional<String> blockedBy) {
    this(rows, OptionalLong.empty(), remaining, completeThrough, blockedBy, Optional.empty());
  }

  private static long requireNotNegative(String what, long count) {
    if (count < 0) {
      throw new IllegalArgumentException(what + " must not be negative, got " + count);
    }
    return count;
  }

  /**
   * Returns the result of a copy that made the Iceberg table complete up to a time.
   *
   * @param rows the rows of this batch
   * @param through the time up to which the Iceberg table is complete, on the host's clock
   * @throws IllegalArgumentException if {@code rows} is negative
   */
  public static CopyResult complete(long rows, Instant through) {
    return new CopyResult(rows, Remaining.NONE, Optional.of(through), Optional.empty());
  }

  /**
   * Returns the result of a batch that was not the last: rows are left, and the next batch can copy
   * them now.
   *
   * @throws IllegalArgumentException if {@code rows} is negative
   */
  public static CopyResult more(long rows) {
    return new CopyResult(rows, Remaining.READY, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the result of a copy that found no more rows, but does not know up to which time the
   * Iceberg table is complete.
   *
   * @throws IllegalArgumentException if {@code rows} is negative
   */
  public static CopyResult exhausted(long rows) {
    return new CopyResult(rows, Remaining.NONE, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the result of a copy that left some rows because they cannot be copied now.
   *
   * @param blockedBy what must end first, as a text for messages
   * @throws IllegalArgumentException if {@code rows} is negative
   */
  public static CopyResult blocked(long rows, String blockedBy) {
    return new CopyResult(rows, Remaining.BLOCKED, Optional.empty(), Optional.of(blockedBy));
  }

  /**
   * Returns the result of a copy that copied nothing, because another host copies the table.
   *
   * @param copier the other host, as a text for messages
   */
  public static CopyResult elsewhere(String copier) {
    return new CopyResult(0, Remaining.ELSEWHERE, Optional.empty(), Optional.of(copier));
  }

  /**
   * Returns the same result with the size of the copied rows.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public CopyResult withBytes(long bytes) {
    return new CopyResult(
        rows,
        OptionalLong.of(requireNotNegative("bytes", bytes)),
        remaining,
        completeThrough,
        blockedBy,
        problem);
  }

  /**
   * Returns the same result with a problem: the copy has succeeded, but the source may miss
   * changes. A table with a problem does not count as fresh.
   *
   * @param problem what is wrong and what to do, as a text for messages
   */
  public CopyResult withProblem(String problem) {
    return new CopyResult(rows, bytes, remaining, completeThrough, blockedBy, Optional.of(problem));
  }

  /** Returns how many rows were written to the Iceberg table. */
  public long rows() {
    return rows;
  }

  /** Returns the approximate size of the rows; empty if the source does not measure it. */
  public OptionalLong bytes() {
    return bytes;
  }

  /** Returns what is left to copy. */
  public Remaining remaining() {
    return remaining;
  }

  /**
   * Returns the time up to which the Iceberg table is complete, on the host's clock: it has every
   * captured change that was committed to the heap table before this time. Empty if the time is
   * unknown.
   */
  public Optional<Instant> completeThrough() {
    return completeThrough;
  }

  /**
   * Returns what must end before the remaining rows can be copied, as a text for messages. Only
   * results with {@link Remaining#BLOCKED} or {@link Remaining#ELSEWHERE} have this text.
   */
  public Optional<String> blockedBy() {
    return blockedBy;
  }

  /**
   * Returns why the source may miss changes although the copy has succeeded, and what to do. Empty
   * if the source knows no such problem.
   */
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public String toString() {
    return Printable.message(
        "%d rows, %s left%s%s"
            .formatted(
                rows,
                remaining,
                blockedBy.map(holder -> ", blocked by " + holder).orElse(""),
                problem.map(what -> ", problem: " + what).orElse("")));
  }
}
