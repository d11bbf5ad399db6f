package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.verify.RangeVerification.RangeResult;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The ranges of a table that were found to differ. A difference is known until a comparison of its
 * range finds none, and leaves out no column that was compared when the difference was found. Not
 * thread-safe.
 */
final class KnownDifferences {
  /**
   * The known differences of a range.
   *
   * @param compared the numbers of the Iceberg columns that were compared when they were found
   */
  private record Known(long differences, Set<Integer> compared) {
    boolean isDisproved(Set<Integer> notCompared) {
      return Collections.disjoint(compared, notCompared);
    }

    /** The later differences may be the same ones. */
    Known plus(Known later) {
      Set<Integer> all = new HashSet<>(compared);
      all.addAll(later.compared);
      return new Known(Math.max(differences, later.differences), all);
    }
  }

  private final Map<KeyRange, Known> ranges = new LinkedHashMap<>();

  /** Returns the number of differences that a comparison has found, without pending ones. */
  private static long differing(RangeResult result) {
    return result.differences().stream().filter(Difference::differs).count()
        + result.counts().unlisted();
  }

  /** Adds the differences that a comparison has found. */
  void add(RangeResult result) {
    long differing = differing(result);
    if (differing > 0) {
      ranges.merge(result.range(), new Known(differing, result.compared()), Known::plus);
    }
  }

  void addAll(KnownDifferences others) {
    others.ranges.forEach((range, known) -> ranges.merge(range, known, Known::plus));
  }

  /**
   * Forgets the differences that a comparison of all ranges has disproved.
   *
   * @param notCompared the numbers of the Iceberg columns that it left out
   */
  void forgetDisproved(Set<Integer> notCompared) {
    ranges.values().removeIf(known -> known.isDisproved(notCompared));
  }

  /** Replaces the differences of a range by those that another comparison of it has found. */
  void recheck(KeyRange range, RangeResult result) {
    Known before = ranges.get(range);
    if (before == null) {
      return;
    }
    long differing = differing(result);
    boolean whole = result.range().equals(range);
    if (!before.isDisproved(result.notCompared())) {
      add(result);
    } else if (whole) {
      ranges.remove(range);
      add(result);
    } else if (differing == 0) {
      // The range has more rows than before, and only its beginning was compared.
      ranges.remove(range);
      ranges.put(new KeyRange(result.range().through(), range.through()), before);
    }
  }

  /** Keeps the number of differences, but not their ranges. */
  void forgetRanges() {
    long differences = sum();
    ranges.values().stream()
        .reduce(Known::plus)
        .ifPresent(
            all -> {
              ranges.clear();
              ranges.put(KeyRange.ALL, new Known(differences, all.compared()));
            });
  }

  void clear() {
    ranges.clear();
  }

  /** Returns the ranges that differ. */
  Set<KeyRange> ranges() {
    return Set.copyOf(ranges.keySet());
  }

  /** Returns how many rows are known to differ. */
  long sum() {
    return ranges.values().stream().mapToLong(Known::differences).sum();
  }
}
