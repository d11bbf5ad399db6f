package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.copy.OneTarget;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.spi.CopyResult;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The checkpoint of a table with tracking by marker or by queue. The marks or the queue show which
 * rows were copied, so the checkpoint has no position. It identifies the two tables, so that a copy
 * stops if one of them was dropped and created anew. It also holds the {@link HeapState}, so that a
 * copy notices rows whose changes fired no trigger.
 */
final class IdentityCheckpoint {
  /** The marks or the queue of one table. */
  interface Marks {
    /** Returns the SQL expression for the present {@link HeapState}. */
    String stateSql();

    /**
     * Prepares the first copy. Checks the marks, because no checkpoint says where they come from.
     */
    default void beforeFirstCopy() throws SQLException {}

    /**
     * Makes the next batches copy the rows that have changed since the last copy without firing a
     * trigger.
     *
     * @param before the state at the last copy
     * @param now the present state, which is different
     * @throws io.lakehousesync.exceptions.NotAppliedException if it is not known which rows have
     *     changed
     */
    void follow(HeapState before, HeapState now) throws SQLException;

    /** Copies a batch. */
    CopyResult copyBatch() throws SQLException;
  }

  private IdentityCheckpoint() {}

  /** Returns whether the table has no checkpoint, so that the next copy is the first one. */
  static boolean isFirstCopy(CopyTask task) throws SQLException {
    return Queries.exists(task.connection(), "to_regclass", Checkpoints.TABLE)
        && Checkpoints.loadBesideMarks(task).isEmpty();
  }

  /**
   * Copies a batch. Writes the checkpoint if the table has none, if rows were copied, or if the
   * state has changed. If the table of checkpoints does not exist, only copies the batch. A table
   * with expressions needs a checkpoint, which records them.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if the checkpoint belongs to other
   *     tables, or the heap table is already copied into another Iceberg table
   */
  static CopyResult copy(CopyTask task, Marks marks) throws SQLException {
    if (!Queries.exists(task.connection(), "to_regclass", Checkpoints.TABLE)
        && !task.heapRows().areChanged()) {
      return marks.copyBatch();
    }
    Optional<Checkpoint> stored = Checkpoints.loadBesideMarks(task);
    HeapState now = HeapState.read(task, marks.stateSql());
    Optional<HeapState> before = stored.flatMap(HeapState::of);
    if (stored.isEmpty()) {
      OneTarget.require(task);
      marks.beforeFirstCopy();
    } else if (before.isPresent() && !before.get().equals(now)) {
      marks.follow(before.get(), now);
    }
    CopyResult result = marks.copyBatch();
    if (result.rows() > 0 || !before.equals(Optional.of(now))) {
      Checkpoints.save(task, Checkpoint.at("").with(now.entries()));
    }
    return result;
  }

  /**
   * Returns why a verification cannot compare the tables now; empty if it can. If a partition was
   * attached or detached together with its rows, the tables cannot be compared before the next
   * copy.
   *
   * @throws io.lakehousesync.exceptions.NotAppliedException if the checkpoint belongs to other
   *     tables
   */
  static Optional<String> waiting(CopyTask task, String stateSql) throws SQLException {
    if (!Queries.exists(task.connection(), "to_regclass", Checkpoints.TABLE)) {
      return Optional.empty();
    }
    Optional<HeapState> before = Checkpoints.loadBesideMarks(task).flatMap(HeapState::of);
    return before.isEmpty() || before.get().hasSameFiles(HeapState.read(task, stateSql))
        ? Optional.empty()
        : Optional.of(
            "Partitions of %s were attached, detached or truncated since the last copy. Nothing can be compared before the next copy."
                .formatted(task.table().source()));
  }

  /**
   * Returns an SQL expression that is true if the present state differs from the checkpoint's
   * state.
   */
  static String changed(String target, String stateSql) {
    return "(SELECT progress FROM %s WHERE target = %s) IS DISTINCT FROM (%s)"
        .formatted(Checkpoints.TABLE, target, stateSql);
  }
}
