package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A range of transaction ids that a copy may read, because none of these transactions was in
 * progress.
 *
 * @param first the first id
 * @param end the id after the last id of the range
 */
record XidRange(BigInteger first, BigInteger end) {
  /**
   * Returns the ids that {@code current} sees and {@code previous} did not see, in ascending order.
   * Their transactions were in progress in {@code previous}, or began later. All of these
   * transactions have ended in {@code current}. Ids that are still in progress are in no range.
   */
  static List<XidRange> between(PgSnapshot previous, PgSnapshot current) {
    List<XidRange> ranges = new ArrayList<>();
    previous.inProgress().stream()
        .sorted()
        .filter(xid -> !current.inProgress().contains(xid))
        .forEach(xid -> ranges.add(new XidRange(xid, xid.add(BigInteger.ONE))));
    BigInteger first = previous.xmax();
    for (BigInteger open : current.inProgress().stream().sorted().toList()) {
      if (open.compareTo(first) >= 0) {
        add(ranges, first, open);
        first = open.add(BigInteger.ONE);
      }
    }
    add(ranges, first, current.xmax());
    return ranges;
  }

  private static void add(List<XidRange> ranges, BigInteger first, BigInteger end) {
    if (first.compareTo(end) < 0) {
      ranges.add(new XidRange(first, end));
    }
  }

  /** Returns the SQL condition that the id in this column is in one of these ranges. */
  static String condition(String column, List<XidRange> ranges) {
    return ranges.stream()
        .map(range -> range.condition(column))
        .collect(Collectors.joining(" OR "));
  }

  private String condition(String column) {
    return "%1$s >= '%2$s'::xid8 AND %1$s < '%3$s'::xid8".formatted(column, first, end);
  }

  /** Returns whether the id is in this range. */
  boolean contains(BigInteger xid) {
    return first.compareTo(xid) <= 0 && xid.compareTo(end) < 0;
  }
}
