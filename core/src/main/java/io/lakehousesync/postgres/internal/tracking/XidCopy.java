package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.WriteMode;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The copy of one page towards the checkpoint's goal: first the removed keys, then the rows. If all
 * remaining keys and rows fit into one batch, they are written together.
 *
 * @param checkpoint the checkpoint from which the copy continues; it has a goal
 * @param continued whether an earlier page with this goal was committed
 */
record XidCopy(CopyTask task, String column, Checkpoint checkpoint, boolean continued) {
  /** The first element of a checkpoint's progress while removed keys are read. */
  private static final String REMOVED = "removed";

  /** Returns the position of the last row that was copied for this goal; empty if there is none. */
  private static List<String> rowsOf(List<String> progress) {
    return progress.stream().findFirst().equals(Optional.of(REMOVED)) ? List.of() : progress;
  }

  /**
   * Returns an SQL condition for the heap rows {@code r} that the pages so far have copied; empty
   * if no page has copied rows.
   */
  static Optional<String> copied(CopyTask task, String column, List<String> progress) {
    if (FirstLoadPage.isProgress(progress)) {
      return Optional.of(FirstLoadPage.before(FirstLoadPage.next(progress)));
    }
    List<String> last = rowsOf(progress);
    return last.isEmpty() ? Optional.empty() : Optional.of(XidPage.upTo(task, column, last));
  }

  CopyResult run() throws SQLException {
    List<XidRange> ranges =
        XidRange.between(PgSnapshot.parse(checkpoint.position()), PgSnapshot.parse(goal()));
    return loadsByPlace() ? load(ranges) : copy(ranges);
  }

  /**
   * Returns whether the copy is a first load that reads the heap table in the order of its file. If
   * rows move to a new file, such a load begins again, after it has deleted the rows of the Iceberg
   * table. An archive without a key cannot delete them, because it keeps deleted rows.
   */
  boolean loadsByPlace() {
    return isFirstLoad()
        && (checkpoint.progress().isEmpty() || FirstLoadPage.isProgress(checkpoint.progress()))
        && (task.mode() == WriteMode.UPSERT || task.table().deletes() == Deletes.APPLY);
  }

  private CopyResult load(List<XidRange> ranges) throws SQLException {
    FirstLoadPage page =
        new FirstLoadPage(task, column, ranges, FirstLoadPage.next(checkpoint.progress()));
    Optional<String> end = page.end();
    long rows = page.append(end);
    if (end.isPresent()) {
      save(FirstLoadPage.progress(end.get()));
      return CopyResult.more(rows);
    }
    return complete(rows);
  }

  private CopyResult copy(List<XidRange> ranges) throws SQLException {
    KeyBatch keys = new KeyBatch(task.columns().key(task.table()));
    long rows = 0;
    List<String> after = rowsOf(checkpoint.progress());
    if (after.isEmpty()
        && !isFirstLoad()
        && XidObjects.appliesDeletes(task.table(), task.columns())) {
      Tombstones.Page removed = Tombstones.of(task, column).page(ranges, lastRemoved());
      rows = removed.replaced();
      keys = removed.keys();
      if (removed.last().isPresent()) {
        rows += replace(keys);
        save(List.of(REMOVED, removed.last().get().toString()));
        return CopyResult.more(rows);
      }
    }
    XidPage page = new XidPage(task, column, ranges, after);
    Optional<BatchSize.End> end = page.end();
    boolean removedKeys = rows > 0 || !keys.isEmpty();
    if (task.mode() == WriteMode.APPEND || isFirstLoad()) {
      rows += page.append(end);
    } else {
      rows += page.replace(end, keys);
    }
    if (end.isPresent()) {
      save(end.get().position());
      return CopyResult.more(rows);
    }
    // For an idle table no checkpoint is written, because the old checkpoint still serves.
    if (rows > 0 || removedKeys || continued || isFirst() || hasPassedRows()) {
      return complete(rows);
    }
    return CopyResult.complete(rows, seen());
  }

  /**
   * Returns whether the page had rows that the filter may have left out. Without a checkpoint, each
   * later copy would read them again.
   */
  private boolean hasPassedRows() {
    return task.heapRows().areFiltered() && task.measured().rows() > 0;
  }

  private CopyResult complete(long rows) throws SQLException {
    Checkpoints.save(task, Checkpoint.at(goal()));
    Tombstones.of(task, column).prune();
    return CopyResult.complete(rows, seen());
  }

  private Optional<BigInteger> lastRemoved() {
    return checkpoint.progress().isEmpty()
        ? Optional.empty()
        : Optional.of(new BigInteger(checkpoint.progress().get(1)));
  }

  private long replace(KeyBatch keys) throws SQLException {
    return new IcebergTableWriter(task).replace(keys.distinct());
  }

  private void save(List<String> progress) throws SQLException {
    Checkpoints.save(task, Checkpoint.at(checkpoint.position()).towards(goal(), seen(), progress));
  }

  private String goal() {
    return Objects.requireNonNull(checkpoint.goal());
  }

  private Instant seen() {
    return Objects.requireNonNull(checkpoint.goalSeen());
  }

  private boolean isFirst() {
    return isFirstLoad() || checkpoint.position().equals(PgSnapshot.NOTHING.text());
  }

  /**
   * Returns whether this is the first load into an empty Iceberg table, which replaces no rows.
   * Each heap row is in at most one page of this load. If a row is updated or deleted during the
   * load, its new id, or its tombstone, belongs to a later copy.
   */
  private boolean isFirstLoad() {
    return checkpoint.position().equals(PgSnapshot.NOTHING_INTO_EMPTY.text());
  }
}
