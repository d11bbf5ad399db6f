package io.lakehousesync.verify;

import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key whose rows differ between two sides, up to the watermark. Immutable. Two differences are
 * equal if their values are equal.
 */
public final class Difference {
  /**
   * The side that differs. The heap table is the source of the Iceberg table, and the Iceberg table
   * is the source of the catalog. Each side is compared with its source.
   */
  public enum Side {
    /** The Iceberg table, compared with the heap table. */
    ICEBERG,
    /** The catalog, compared with the Iceberg table. */
    CATALOG
  }

  /** How a side differs. */
  public enum Kind {
    /** A row is missing. */
    MISSING,
    /**
     * The side has a row that its source does not have. Or the side has a row more often than its
     * source.
     */
    EXTRA,
    /** The side has a row with this key, but with other values. */
    CHANGED
  }

  /** How a difference came about. */
  public enum Cause {
    /** An error: this difference must not exist. No later copy or refresh resolves it. */
    FAULT,
    /**
     * The table's tracking does not capture such a change, for example a delete. The sides differ
     * until a repair.
     */
    NOT_CAPTURED,
    /**
     * The next copy or refresh may resolve the difference. Each difference of a table with {@code
     * ChangeTracking.comparison()} is pending, because this tracking does not record what was
     * copied. Each difference of a catalog that serves an older snapshot is pending too.
     */
    PENDING
  }

  private final Side side;
  private final Kind kind;
  private final Cause cause;
  private final List<@Nullable String> key;

  private Difference(Side side, Kind kind, Cause cause, List<? extends @Nullable String> key) {
    this.side = side;
    this.kind = Objects.requireNonNull(kind, "kind");
    this.cause = Objects.requireNonNull(cause, "cause");
    this.key = Collections.unmodifiableList(new ArrayList<>(key));
  }

  /**
   * Returns a difference between the Iceberg table and the heap table.
   *
   * @param key the values of {@link VerifyReport#key()}; copied
   */
  public static Difference inIceberg(Kind kind, Cause cause, List<? extends @Nullable String> key) {
    return new Difference(Side.ICEBERG, kind, cause, key);
  }

  /**
   * Returns a difference between the catalog and the Iceberg table.
   *
   * @param key the values of {@link VerifyReport#key()}; copied
   */
  public static Difference inCatalog(Kind kind, Cause cause, List<? extends @Nullable String> key) {
    return new Difference(Side.CATALOG, kind, cause, key);
  }

  /** Returns which side differs. */
  public Side side() {
    return side;
  }

  /** Returns how the side differs. */
  public Kind kind() {
    return kind;
  }

  /** Returns how the difference came about. */
  public Cause cause() {
    return cause;
  }

  /**
   * Returns whether this difference counts. A {@link Cause#PENDING} difference does not count,
   * because the next copy or refresh may resolve it.
   */
  public boolean differs() {
    return cause != Cause.PENDING;
  }

  /**
   * Returns the values of the columns in {@link VerifyReport#key()}, as PostgreSQL writes them in
   * UTC.
   */
  public List<@Nullable String> key() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Difference that
        && side == that.side
        && kind == that.kind
        && cause == that.cause
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(side, kind, cause, key);
  }

  /** Returns one line for a log, with control characters of the key as escapes. */
  @Override
  public String toString() {
    return Printable.escape("%s in %s, %s: %s".formatted(kind, side, cause, key));
  }
}
