package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.verify.RangeVerification;
import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.TableVerification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verification of one table in the background: where its pass is, and what it has found. A
 * difference is known until its range was compared again and agrees. Not thread-safe.
 */
final class VerificationState {
  /** If more ranges differ, they are compared again only by the next pass. */
  private static final int RECHECKED_AT_MOST = 10;

  private final RangeVerification ranges;
  private final int limit;

  private KeyRange next = KeyRange.ALL;

  /** The order that all ranges here have. */
  private String order = "";

  private @Nullable Instant passBegan;
  private long pending;
  private final Set<String> missed = new LinkedHashSet<>();

  /** The ranges that the pass under way has found to differ, with their differences. */
  private final Map<KeyRange, Long> found = new LinkedHashMap<>();

  /** The ranges that the last complete pass has found to differ, with their differences. */
  private final Map<KeyRange, Long> known = new LinkedHashMap<>();

  private @Nullable Instant verifiedThrough;
  private @Nullable Long pendingRows;
  private List<String> notCompared = List.of();

  VerificationState(RangeVerification ranges, int limit) {
    this.ranges = ranges;
    this.limit = limit;
  }

  /** How a step ended. */
  enum Step {
    /** The pass goes on with the next range. */
    MORE,
    /** The pass has ended. */
    LAST,
    /** Nothing could be compared. The next step begins a new pass. */
    BLOCKED
  }

  SyncTable table() {
    return ranges.table();
  }

  /**
   * Compares the next range.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if a table could not be read; the next
   *     step compares the same range
   */
  Step step() {
    RangeResult result = ranges.verify(next, order, limit);
    follow(result.order());
    if (passBegan == null) {
      passBegan = result.at();
    }
    if (result.blocked()) {
      if (verifiedThrough == null) {
        notCompared = result.missed();
      }
      known.putAll(found);
      restart();
      return Step.BLOCKED;
    }
    long differing = differing(result);
    if (differing > 0) {
      found.put(result.range(), differing);
    }
    pending += result.counts().pendingRows() + pendingDifferences(result);
    missed.addAll(result.missed());
    if (!result.isLast()) {
      next = result.range().rest();
      return Step.MORE;
    }
    notCompared = List.copyOf(missed);
    if (missed.isEmpty()) {
      verifiedThrough = passBegan;
    }
    pendingRows = pending;
    known.clear();
    known.putAll(found);
    restart();
    return Step.LAST;
  }

  /** In another order, the ranges that differ are not known any more, but the differences are. */
  private void follow(String newOrder) {
    if (!order.equals(newOrder)) {
      order = newOrder;
      long differences = differences();
      known.clear();
      found.clear();
      if (differences > 0) {
        known.put(KeyRange.ALL, differences);
      }
    }
  }

  private void restart() {
    next = KeyRange.ALL;
    passBegan = null;
    pending = 0;
    missed.clear();
    found.clear();
  }

  /** Returns whether ranges are known to differ, and are few enough to compare them again. */
  boolean canRecheck() {
    int count = ranges().size();
    return count > 0 && count <= RECHECKED_AT_MOST;
  }

  /** Compares the ranges again that are known to differ, for example because of a repair. */
  void recheck() {
    for (KeyRange range : List.copyOf(ranges())) {
      RangeResult result = ranges.verify(range, order, limit);
      if (!result.blocked() && result.order().equals(order)) {
        replace(known, range, result);
        replace(found, range, result);
      }
    }
  }

  private Set<KeyRange> ranges() {
    Set<KeyRange> all = new LinkedHashSet<>(known.keySet());
    all.addAll(found.keySet());
    return all;
  }

  private static void replace(Map<KeyRange, Long> of, KeyRange range, RangeResult result) {
    Long before = of.get(range);
    if (before == null) {
      return;
    }
    long differing = differing(result);
    boolean whole = result.range().equals(range);
    if (whole && differing == 0) {
      of.remove(range);
    } else if (whole) {
      of.put(range, differing);
    } else if (differing == 0) {
      // The range has more rows than before, and only its beginning was compared.
      of.remove(range);
      of.put(new KeyRange(result.range().through(), range.through()), before);
    }
  }

  private static long differing(RangeResult result) {
    return result.differences().stream().filter(Difference::differs).count()
        + result.counts().unlisted();
  }

  private static long pendingDifferences(RangeResult result) {
    return result.differences().stream()
        .filter(difference -> difference.cause() == Difference.Cause.PENDING)
        .count();
  }

  /** Returns how many rows are known to differ. */
  long differences() {
    return Math.max(sum(known), sum(found));
  }

  private static long sum(Map<KeyRange, Long> of) {
    return of.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns what is known. */
  TableVerification result() {
    return TableVerification.builder(table(), ranges.clock().instant())
        .verifiedThrough(verifiedThrough)
        .differences(differences())
        .pendingRows(pendingRows)
        .notCompared(notCompared)
        .build();
  }

  /** Returns why the table could not be compared; empty if it was not tried, or was compared. */
  Optional<String> blockedBy() {
    return verifiedThrough == null ? notCompared.stream().findFirst() : Optional.empty();
  }
}
