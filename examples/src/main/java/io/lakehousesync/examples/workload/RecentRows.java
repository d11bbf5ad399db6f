package io.lakehousesync.examples.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/** The ids of the newest committed rows, a bounded number of them. Thread-safe. */
final class RecentRows {
  private static final int MOST = 64;

  private final Deque<Long> newestFirst = new ArrayDeque<>();

  synchronized void add(long id) {
    newestFirst.addFirst(id);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
  }

  /**
   * A row's id; empty if there are fewer.
   *
   * @param age 0 for the newest
   */
  synchronized OptionalLong get(int age) {
    Iterator<Long> ids = newestFirst.iterator();
    for (int i = 0; i < age && ids.hasNext(); i++) {
      ids.next();
    }
    return ids.hasNext() ? OptionalLong.of(ids.next()) : OptionalLong.empty();
  }
}
