package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.verify.RangeVerification;
import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.TableVerification;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** The numbers of the Iceberg columns that the pass under way has left out. */
  private final Set<Integer> leftOut = new HashSet<>();

  /** What the pass under way has found. */
  private final KnownDifferences found = new KnownDifferences();

  /** What complete passes have found. */
  private final KnownDifferences known = new KnownDifferences();

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
      known.addAll(found);
      restart();
      return Step.BLOCKED;
    }
    found.add(result);
    leftOut.addAll(result.notCompared());
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
    known.forgetDisproved(leftOut);
    known.addAll(found);
    restart();
    return Step.LAST;
  }

  /** In another order, the ranges that differ are not known any more, but the differences are. */
  private void follow(String newOrder) {
    if (!order.equals(newOrder)) {
      order = newOrder;
      known.addAll(found);
      known.forgetRanges();
      found.clear();
    }
  }

  private void restart() {
    next = KeyRange.ALL;
    passBegan = null;
    pending = 0;
    missed.clear();
    leftOut.clear();
    found.clear();
  }

  @Override
  public boolean canRecheck() {
    int count = ranges().size();
    return count > 0 && count <= RECHECKED_AT_MOST;
  }

  @Override
  public void recheck() {
    for (KeyRange range : ranges()) {
      RangeResult result = ranges.verify(range, order, limit);
      if (!result.blocked() && result.order().equals(order)) {
        known.recheck(range, result);
        found.recheck(range, result);
      }
    }
  }

  private Set<KeyRange> ranges() {
    Set<KeyRange> all = new LinkedHashSet<>(known.ranges());
    all.addAll(found.ranges());
    return all;
  }

  private static long pendingDifferences(RangeResult result) {
    return result.differences().stream()
        .filter(difference -> difference.cause() == Difference.Cause.PENDING)
        .count();
  }

  @Override
  public long differences() {
    return Math.max(known.sum(), found.sum());
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
