package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.tracking.HeapIdentity.Change;
import io.lakehousesync.postgres.internal.tracking.HeapIdentity.Kind;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.WriteMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;

/**
 * Replaces the rows of partitions that were attached, detached, truncated or written without our
 * triggers. The bounds of a partition show which rows of the Iceberg table belong to it. After the
 * replacement, the Iceberg table has exactly the rows of the partition up to the checkpoint. The
 * next pages copy the other rows.
 *
 * @param copied an SQL condition on the heap row {@code r}. It is true for the rows up to the
 *     checkpoint
 */
record LeafReplacement(CopyTask task, String copied) {
  /**
   * Applies the changes to the Iceberg table.
   *
   * @return whether the changes could be applied; if not, all rows of the table have to be copied
   *     again
   */
  boolean run(List<Change> changes) throws SQLException {
    if (changes.isEmpty()) {
      return true;
    }
    // Stored bounds name columns. After a rename, another column may have the name.
    boolean renamed = changes.stream().anyMatch(this::mayRename);
    for (Change change : changes) {
      if (!canFollow(change) || (renamed && usesStoredBounds(change))) {
        return false;
      }
    }
    Savepoint before = task.connection().setSavepoint();
    try {
      for (Change change : changes) {
        remove(change);
      }
      for (Change change : changes) {
        add(change);
      }
      task.connection().releaseSavepoint(before);
      return true;
    } catch (SQLException e) {
      // Stored bounds may name a column that was renamed or dropped since.
      if (!SqlState.of(e).startsWith("42")) {
        throw e;
      }
      task.connection().rollback(before);
      return false;
    }
  }

  /** A rename also changes the columns of the partitioned table itself. */
  private boolean mayRename(Change change) {
    return change.kind() == Kind.COLUMNS
        || (change.oid().equals(task.columns().heapOid())
            && change.altered()
            && change.kind() != Kind.NEW);
  }

  private boolean usesStoredBounds(Change change) {
    return change.before() != null && !leavesRows(change);
  }

  /** Returns whether the change can be applied. A table that is not partitioned has no bounds. */
  private boolean canFollow(Change change) throws SQLException {
    if (leavesRows(change) || (change.kind() == Kind.NEW && !hasCopiedRows(change))) {
      return true;
    }
    if (change.kind() == Kind.LABELS) {
      return false;
    }
    if (keeps()) {
      return change.kind() == Kind.GONE || task.mode() == WriteMode.UPSERT;
    }
    return (change.kind() == Kind.NEW || change.before() != null)
        && (change.kind() == Kind.GONE || change.now() != null);
  }

  /** Returns whether a change concerns heap rows that were copied. */
  boolean changesCopiedRows(List<Change> changes) throws SQLException {
    for (Change change : changes) {
      if (!leavesRows(change) && hasCopiedRows(change)) {
        return true;
      }
    }
    return false;
  }

  private boolean leavesRows(Change change) {
    return change.kind().leavesRows() || isVacuumed(change);
  }

  /**
   * Returns whether the table has no partitions, and only its file has changed, for example by
   * VACUUM FULL. Then the rows are the same. A TRUNCATE or an ALTER TABLE would change more: a
   * trigger records each TRUNCATE, and an ALTER TABLE that rewrites the table also changes its
   * columns.
   */
  private boolean isVacuumed(Change change) {
    return change.isNewFile() && !task.columns().ownTriggers().partitioned();
  }

  private boolean keeps() {
    return task.table().deletes() == Deletes.KEEP;
  }

  private void remove(Change change) throws SQLException {
    if (keeps() || leavesRows(change)) {
      return;
    }
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    if (change.before() != null) {
      iceberg.deleteWhere(change.before());
    }
    if (change.now() != null && (change.kind() != Kind.NEW || hasCopiedRows(change))) {
      iceberg.deleteWhere(change.now());
    }
  }

  private void add(Change change) throws SQLException {
    if (change.name() == null || leavesRows(change)) {
      return;
    }
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    if (keeps() && task.mode() == WriteMode.UPSERT) {
      replace(iceberg, change);
    } else {
      iceberg.append(
          task.heapRows()
              .select(
                  task.columns().values(task.columns().toCopy(task.table())), condition(change)));
    }
  }

  private void replace(IcebergTableWriter iceberg, Change change) throws SQLException {
    List<String> key = task.columns().key(task.table());
    KeyBatch keys = new KeyBatch(key);
    try (PreparedStatement statement =
        task.connection().prepareStatement(rows(task.columns().texts(key), change))) {
      statement.setFetchSize(KeyBatch.FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (keys.isFull(task.size().keys())) {
            iceberg.replace(keys);
            keys = new KeyBatch(key);
          }
          keys.add(rows, 1);
        }
      }
    }
    iceberg.replace(keys);
  }

  private boolean hasCopiedRows(Change change) throws SQLException {
    return change.name() != null
        && Queries.value(task.connection(), rows("1", change) + " LIMIT 1").isPresent();
  }

  /**
   * Returns a query for the copied rows of a partition. It reads the heap table, because the sync
   * role may have no right on the partition itself. With the bounds, PostgreSQL reads only this
   * partition. If no bounds are known, for example of a hash partition, PostgreSQL reads all
   * partitions.
   */
  private String rows(String columns, Change change) {
    return "SELECT %s FROM %s AS r WHERE %s"
        .formatted(columns, Sql.table(task.table().source()), condition(change));
  }

  private String condition(Change change) {
    return SqlTemplate.of("r.tableoid = {leaf} AND ({bounds}) AND ({copied})")
        .with("leaf", change.oid() + "::oid")
        .with("bounds", Optional.ofNullable(change.now()).orElse("true"))
        .with("copied", copied)
        .sql();
  }
}
