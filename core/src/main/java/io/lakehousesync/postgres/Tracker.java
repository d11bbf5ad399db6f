package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One kind of tracking: which rows are new, and how the next batch of them is copied. Stateless.
 */
interface Tracker {
  /** What is captured and what is not. */
  String guarantee(SyncTable table);

  /** Columns of the heap table that serve the tracking, and need not be copied. */
  default List<String> ownColumns() {
    return List.of();
  }

  /**
   * What keeps this kind of tracking from working on the table and no set-up can help, one sentence
   * each.
   */
  default List<String> obstacles(SyncTable table, TableColumns columns) {
    return List.of();
  }

  /** What this kind of tracking misses on the table, with the obstacles, one sentence each. */
  List<String> problems(SyncTable table, TableColumns columns);

  /**
   * Which rows of the heap table, named {@code r}, were copied before and will not be copied again
   * by themselves: an SQL condition, empty if there are none.
   */
  Optional<String> copied(CopyTask task) throws SQLException;

  /**
   * A cheap look at whether there is something to copy: an SQL expression, which a statement over
   * many tables holds, and which PostgreSQL answers by an index. Null, unless {@link
   * #completeThrough} knows better, means that there is nothing.
   */
  String probe(SyncTable table, TableColumns columns);

  /**
   * The time through which everything is in the Iceberg table; empty if a copy has to find out.
   *
   * @param last everything that was visible then was copied
   */
  default Optional<Instant> completeThrough(Sighting last, Sighting now) {
    return now.value() == null ? Optional.of(now.at()) : Optional.empty();
  }

  /**
   * Whether what was copied is marked elsewhere than in a checkpoint. Then one is kept only to
   * notice that a table was dropped and created anew.
   */
  default boolean marksElsewhere() {
    return false;
  }

  /** Whether a batch's size is measured before it is copied. */
  default boolean measures() {
    return true;
  }

  /** Copies the next batch inside the task's transaction. */
  CopyResult copy(CopyTask task) throws SQLException;

  /** The one place where a kind of tracking gets its class. */
  static Tracker of(ChangeTracking tracking) {
    if (tracking instanceof ChangeTracking.Xid xid) {
      return new XidTracker(xid.column());
    } else if (tracking instanceof ChangeTracking.Marker marker) {
      return new MarkerTracker(marker.column());
    } else if (tracking instanceof ChangeTracking.Ordered ordered) {
      return new OrderedTracker(ordered.column());
    } else if (tracking instanceof ChangeTracking.Queue) {
      return new QueueTracker();
    } else {
      return new ComparisonTracker();
    }
  }
}
