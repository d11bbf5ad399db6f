package io.lakehousesync.postgres;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key under which two sides hold different rows, up to the watermark.
 *
 * @param side which side differs from the one before it
 * @param kind how it differs
 * @param cause whether it should be so
 * @param key the values of {@link VerifyReport#key()}, as PostgreSQL writes them in UTC
 */
public record Difference(Side side, Kind kind, Cause cause, List<@Nullable String> key) {
  /** A side that is compared with the one before it. */
  public enum Side {
    /** The Iceberg table, compared with the heap table. */
    ICEBERG,
    /** The catalog, compared with the Iceberg table. */
    CATALOG
  }

  /** How a side differs. */
  public enum Kind {
    /** It lacks a row. */
    MISSING,
    /** It has a row too much: one that the other side has not, or one that it has less often. */
    EXTRA,
    /** It has another row under this key. */
    CHANGED
  }

  /** Whether it should be so. */
  public enum Cause {
    /** It should not. */
    FAULT,
    /** The table's tracking does not capture such a change. */
    NOT_CAPTURED,
    /**
     * It may still come by itself: with {@code ChangeTracking.comparison()} nobody knows which
     * changes are new, and a catalog that is behind lacks the latest.
     */
    PENDING
  }

  /** Copies the key. */
  public Difference {
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(cause, "cause");
    key = Collections.unmodifiableList(new ArrayList<>(key));
  }

  /** One line for a log. */
  @Override
  public String toString() {
    return "%s in %s, %s: %s".formatted(kind, side, cause, key);
  }
}
