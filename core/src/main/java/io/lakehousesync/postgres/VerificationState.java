package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.verify.RangeVerification;
import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.TableVerification;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verification of one table in the background: where its pass is, and what it has found. A
 * difference is known until its range was compared again and agrees. Not thread-safe.
 */
final class VerificationState implements VerificationSteps {
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

  /** The ranges that the pass under way has found to differ. */
  private final Map<KeyRange, Known> found = new LinkedHashMap<>();

  /** The ranges that complete passes have found to differ. */
  private final Map<KeyRange, Known> known = new LinkedHashMap<>();

  /**
   * Known differences of a range.
   *
   * @param missed what was not compared when they were found. If a later comparison misses more,
   *     for example a column that was renamed, it does not show that they are gone
   */
  private record Known(long differences, Set<String> missed) {
    boolean isDisproved(Collection<String> laterMissed) {
      return missed.containsAll(laterMissed);
    }
  }

  private @Nullable Instant verifiedThrough;
  private @Nullable Long pendingRows;
  private List<String> notCompared = List.of();

  VerificationState(RangeVerification ranges, int limit) {
    this.ranges = ranges;
    this.limit = limit;
  }

  SyncTable table() {
    return ranges.table();
  }

  @Override
  public Step step() {
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
      found.put(result.range(), new Known(differing, Set.copyOf(result.missed())));
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
    known.values().removeIf(before -> before.isDisproved(notCompared));
    known.putAll(found);
    restart();
    return Step.LAST;
  }

  /** In another order, the ranges that differ are not known any more, but the differences are. */
  private void follow(String newOrder) {
    if (!order.equals(newOrder)) {
      order = newOrder;
      long differences = differences();
      Set<String> missedThen =
          Stream.of(known, found)
              .flatMap(of -> of.values().stream())
              .flatMap(each -> each.missed().stream())
              .collect(Collectors.toUnmodifiableSet());
      known.clear();
      found.clear();
      if (differences > 0) {
        known.put(KeyRange.ALL, new Known(differences, missedThen));
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

  @Override
  public boolean canRecheck() {
    int count = ranges().size();
    return count > 0 && count <= RECHECKED_AT_MOST;
  }

  @Override
  public void recheck() {
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

  private static void replace(Map<KeyRange, Known> of, KeyRange range, RangeResult result) {
    Known before = of.get(range);
    if (before == null || !before.isDisproved(result.missed())) {
      return;
    }
    long differing = differing(result);
    boolean whole = result.range().equals(range);
    if (whole && differing == 0) {
      of.remove(range);
    } else if (whole) {
      of.put(range, new Known(differing, Set.copyOf(result.missed())));
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

  @Override
  public long differences() {
    return Math.max(sum(known), sum(found));
  }

  private static long sum(Map<KeyRange, Known> of) {
    return of.values().stream().mapToLong(Known::differences).sum();
  }

  @Override
  public TableVerification result() {
    return TableVerification.builder(table(), ranges.clock().instant())
        .verifiedThrough(verifiedThrough)
        .differences(differences())
        .pendingRows(pendingRows)
        .notCompared(notCompared)
        .build();
  }

  @Override
  public Optional<String> blockedBy() {
    return verifiedThrough == null ? notCompared.stream().findFirst() : Optional.empty();
  }
}
