package io.lakehousesync.examples.trials.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;

/** The ids of the newest committed rows, up to a limit. Thread-safe. */
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
   * Returns the id of a row; empty if there are not enough rows.
   *
   * @param age the position of the row: 0 for the newest row, 1 for the row before it
   */
  synchronized OptionalLong get(int age) {
    Iterator<Long> ids = newestFirst.iterator();
    for (int i = 0; i < age && ids.hasNext(); i++) {
      ids.next();
    }
    return ids.hasNext() ? OptionalLong.of(ids.next()) : OptionalLong.empty();
  }
}
