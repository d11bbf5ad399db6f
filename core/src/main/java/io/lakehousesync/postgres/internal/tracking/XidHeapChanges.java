package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.postgres.internal.tracking.Tombstones.Removals;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of a heap table that concern many rows at once: a TRUNCATE, a new file, partitions
 * that were attached or detached, and triggers or types that were changed.
 */
record XidHeapChanges(CopyTask task, String column) {
  private static final Logger LOG = LoggerFactory.getLogger(XidHeapChanges.class);

  /**
   * Follows the removal of many rows at once: a TRUNCATE, or a change of the table's files,
   * partitions or triggers.
   *
   * @param copied an SQL condition for the heap rows {@code r} up to the checkpoint
   * @param begins whether the copy begins a goal
   * @return the checkpoint from which the copy continues
   */
  Checkpoint follow(Checkpoint checkpoint, String copied, Instant now, boolean begins)
      throws SQLException {
    List<HeapIdentity.Change> changes = HeapIdentity.changes(task);
    LeafReplacement leaves = new LeafReplacement(task, copied);
    boolean again =
        hasUnnamedRemovals(checkpoint, hasNewFile(changes))
            || (begins && hasNewFile(changes) && wasEmptied(checkpoint))
            || (hasNewFile(changes)
                && isWithoutPartitions()
                && FirstLoadPage.isProgress(checkpoint.progress()))
            || mayMoveRowsOfAnArchive(checkpoint, leaves, changes)
            || !leaves.run(changes);
    // The new file shows that a TRUNCATE has happened. Therefore only a copy that also sees the
    // tombstones of this TRUNCATE may save it: a copy that begins a goal.
    HeapIdentity.save(
        task,
        again || begins || !isWithoutPartitions()
            ? changes
            : changes.stream().filter(change -> !change.isNewFile()).toList());
    if (!again) {
      return checkpoint;
    }
    LOG.info(
        "{}: all rows are copied again, because the heap table was truncated or changed{}.",
        task.table(),
        changes.isEmpty() ? "" : " (" + Printable.escape(HeapIdentity.describe(changes)) + ")");
    PgSnapshot nothing = PgSnapshot.NOTHING_INTO_EMPTY;
    if (task.table().deletes() == Deletes.APPLY) {
      new IcebergTableWriter(task).deleteAll();
    } else if (task.mode() == WriteMode.UPSERT) {
      nothing = PgSnapshot.NOTHING;
    } else {
      throw Checkpoints.newBaseline(
          task.table(),
          "does not say which rows were copied, because the heap table was changed: "
              + HeapIdentity.describe(changes));
    }
    // This snapshot sees the transaction that has changed the table, and its tombstones.
    PgSnapshot goal = XidTracker.currentSnapshot(task);
    return Checkpoint.at(nothing.text()).towards(goal.text(), now, List.of());
  }

  /**
   * Returns whether the first load of an archive has to begin again, because rows may have moved to
   * places that it has not read yet. If deletes are applied, the rows of a changed partition are
   * deleted first, and so no row is doubled.
   */
  private boolean mayMoveRowsOfAnArchive(
      Checkpoint checkpoint, LeafReplacement leaves, List<HeapIdentity.Change> changes)
      throws SQLException {
    return task.table().deletes() == Deletes.KEEP
        && FirstLoadPage.isProgress(checkpoint.progress())
        && leaves.changesCopiedRows(changes);
  }

  /**
   * Returns whether rows were removed whose keys are not known. Looks for such removals only before
   * the first page of a goal. All pages of a goal cover the same transactions, so the answer would
   * be the same.
   */
  private boolean hasUnnamedRemovals(Checkpoint checkpoint, boolean newFile) throws SQLException {
    if (task.table().deletes() != Deletes.APPLY
        || !checkpoint.progress().isEmpty()
        || checkpoint.position().equals(PgSnapshot.NOTHING_INTO_EMPTY.text())) {
      return false;
    }
    Tombstones tombstones = Tombstones.of(task, column);
    Removals removals =
        tombstones.unnamed(
            PgSnapshot.parse(checkpoint.position()),
            PgSnapshot.parse(Objects.requireNonNull(checkpoint.goal())),
            newFile);
    if (removals == Removals.FORGED) {
      LOG.warn(
          "{}: {} records a TRUNCATE that did not happen. It is ignored. Every role may insert into this table.",
          task.table(),
          tombstones.objects().tombstones());
    }
    return removals == Removals.UNNAMED;
  }

  /**
   * Returns whether a table with a new file has no row that the last copy saw. A crash empties an
   * unlogged table, and fires no trigger. The table may be logged again.
   */
  private boolean wasEmptied(Checkpoint checkpoint) throws SQLException {
    return isWithoutPartitions()
        && XidObjects.appliesDeletes(task.table(), task.columns())
        && !checkpoint.position().equals(PgSnapshot.NOTHING_INTO_EMPTY.text())
        && !Tombstones.of(task, column).hasRows(PgSnapshot.parse(checkpoint.position()));
  }

  /**
   * Checks that no partition was attached or detached during the copy. A partition can be attached
   * while a copy reads the table. Then the next statement of the copy reads the rows of this
   * partition, and these rows take the place of other rows in a page. If a DETACH CONCURRENTLY of
   * the same partition also begins during the copy, the DETACH stays pending until the copy ends.
   * Therefore this method also looks for a pending DETACH.
   *
   * @param sameFile whether a table without partitions must have the same file too
   * @throws SQLException with SQLSTATE 40001 if the table has changed. The whole copy is then
   *     repeated
   */
  void requireNone(List<String> detaching, boolean sameFile) throws SQLException {
    List<HeapIdentity.Change> changes =
        HeapIdentity.changes(task).stream()
            .filter(change -> sameFile || !isWithoutPartitions() || !change.isNewFile())
            .toList();
    if (!changes.isEmpty() || !HeapIdentity.detaching(task).equals(detaching)) {
      throw new SQLException(
          "%s changed during the copy: %s"
              .formatted(task.table().source(), HeapIdentity.describe(changes)),
          PSQLState.SERIALIZATION_FAILURE.getState());
    }
  }

  private boolean isWithoutPartitions() {
    return !task.columns().ownTriggers().partitioned();
  }

  static boolean hasNewFile(List<HeapIdentity.Change> changes) {
    return changes.stream().anyMatch(HeapIdentity.Change::isNewFile);
  }
}
