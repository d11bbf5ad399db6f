package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import io.lakehousesync.postgres.Difference.Cause;
import io.lakehousesync.postgres.Difference.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What can be expected of an Iceberg table at this moment. Rows that were copied must be in it; the
 * keys of rows that were not copied yet are beyond the watermark, and stay out of the comparison on
 * both sides.
 *
 * @param copied which rows of the heap table {@code r} were copied: an SQL condition
 * @param queue the queue that holds the keys beyond the watermark; empty if these are the keys of
 *     rows that were not copied
 * @param keepsHistory whether older versions of a row stay in the Iceberg table
 * @param capturesUpdates whether every update is captured
 * @param tracking the kind of tracking
 * @param blocked why nothing can be compared now; empty if it can
 */
record Watermark(
    String copied,
    Optional<ChangeQueue> queue,
    boolean keepsHistory,
    boolean capturesUpdates,
    ChangeTracking tracking,
    Optional<String> blocked) {
  static Watermark of(CopyTask task, Tracker tracker) throws SQLException {
    SyncTable table = task.table();
    ChangeTracking tracking = table.tracking();
    Optional<ChangeQueue> queue =
        tracking instanceof ChangeTracking.Queue
            ? Optional.of(ChangeQueue.of(task))
            : Optional.empty();
    boolean comparison = tracking instanceof ChangeTracking.Comparison;
    Optional<String> copied = comparison ? Optional.of("true") : tracker.copied(task);
    boolean appended = table.mode() == WriteMode.APPEND && !comparison;
    return new Watermark(
        copied.orElse("false"),
        queue,
        appended && !(tracking instanceof ChangeTracking.Ordered),
        capturesUpdates(task),
        tracking,
        queue.isPresent() ? truncation(task, queue.get()) : unknown(task, copied));
  }

  /** Rows of the Iceberg table would count as beyond the watermark, and all would seem well. */
  private static Optional<String> unknown(CopyTask task, Optional<String> copied)
      throws SQLException {
    return copied.isPresent() || !Catalog.hasRows(task.connection(), task.table().target())
        ? Optional.empty()
        : Optional.of(
            "%s has rows, and no checkpoint says which rows of %s they are. Nothing can be compared before the next copy."
                .formatted(task.table().target(), task.table().source()));
  }

  private static boolean capturesUpdates(CopyTask task) {
    ChangeTracking tracking = task.table().tracking();
    return !(tracking instanceof ChangeTracking.Ordered)
        && !(tracking instanceof ChangeTracking.Marker
            && !task.columns().triggers().contains(TableSetup.trigger(TableSetup.MARKER)));
  }

  private static Optional<String> truncation(CopyTask task, ChangeQueue queue) throws SQLException {
    List<String> found =
        Query.strings(task, "SELECT 'yes' FROM %s WHERE truncated LIMIT 1".formatted(queue.sql()));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "A TRUNCATE of %s waits in its queue. Nothing can be compared before the next copy."
                .formatted(task.table().source()));
  }

  /**
   * Whether a difference of this kind is a fault.
   *
   * @param heapRows the rows that the heap table has under the key
   * @param versions whether the Iceberg table has different rows under it
   */
  Cause cause(Kind kind, long heapRows, boolean versions) {
    if (tracking instanceof ChangeTracking.Comparison) {
      return Cause.PENDING;
    }
    boolean captured =
        switch (kind) {
          case MISSING -> true;
          case CHANGED -> capturesUpdates;
          // A row that was deleted; where rows are only appended, perhaps before another one got
          // its key.
          case EXTRA ->
              tracking instanceof ChangeTracking.Queue
                  || (heapRows > 0 && !(versions && tracking instanceof ChangeTracking.Ordered));
        };
    return captured ? Cause.FAULT : Cause.NOT_CAPTURED;
  }
}
