package io.lakehousesync.postgres;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Transaction ids from {@code first} on and below {@code end}, all of which a copy may read: none
 * of them was in progress.
 */
record XidRange(BigInteger first, BigInteger end) {
  /**
   * The ids that {@code current} sees and {@code previous} did not, in ascending order: those that
   * were in progress and have ended, and those that have begun since and have ended. What is still
   * in progress lies between the ranges, so that no copy reads past its rows.
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

  boolean contains(BigInteger xid) {
    return first.compareTo(xid) <= 0 && xid.compareTo(end) < 0;
  }
}
