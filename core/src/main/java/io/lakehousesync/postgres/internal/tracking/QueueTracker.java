package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.ChangeQueue;
import io.lakehousesync.postgres.internal.capture.OwnTrigger;
import io.lakehousesync.postgres.internal.capture.QueueObjects;
import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tracking by a queue. Triggers put the keys of written rows into the queue. {@link QueueObjects}
 * has the triggers, and {@link QueueBatch} copies the rows.
 */
record QueueTracker() implements Tracker {
  @Override
  public String guarantee(SyncTable table) {
    return "inserts, updates, deletes and TRUNCATE, exactly once, by key";
  }

  @Override
  public List<UnmetRequirement> unmet(SyncTable table, TableColumns columns) {
    QueueObjects objects = new QueueObjects(table, columns);
    List<UnmetRequirement> unmet = new ArrayList<>(TrackingRequirements.keptRows(table));
    if (columns.mode(table) != WriteMode.UPSERT) {
      unmet.add(
          UnmetRequirement.obstacle(
              Code.QUEUE_NEEDS_UPSERT,
              "%s: a queue captures updates and deletes, which need mode UPSERT."
                  .formatted(table.source()),
              "Set the mode to UPSERT."));
    }
    if (!columns.heap().keySet().containsAll(columns.key(table))) {
      return unmet;
    }
    if (!objects.hasFunctions()) {
      unmet.add(
          UnmetRequirement.error(
              Code.TRIGGER_OUTDATED,
              "The trigger function of %s does not capture the key %s as this version of the library needs it: changes are lost."
                  .formatted(table.source(), columns.key(table)),
              "which replaces it; the next copy then replaces all rows.",
              objects.createFunctions()));
    }
    for (OwnTrigger trigger : objects.triggers()) {
      trigger
          .unmet(
              table,
              columns,
              "changes are lost",
              "which creates it again; the next copy then replaces all rows.")
          .ifPresent(unmet::add);
    }
    if (columns.ownTriggers().partitioned() && !columns.ownTriggers().ownerMayExecute()) {
      unmet.add(
          UnmetRequirement.warning(
              Code.OWNER_MAY_NOT_EXECUTE,
              "Owner %s of %s may not execute the function of our triggers, so that it cannot create or attach a partition."
                  .formatted(columns.ownTriggers().owner(), table.source()),
              "Run the set-up (PgLakeSetup).",
              List.of(objects.grant())));
    }
    return unmet;
  }

  /**
   * Reads the database, because the statements depend on whether the queue exists, and on whether
   * the Iceberg table has rows.
   */
  @Override
  public List<SetupStatement> setup(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    return new QueueObjects(table, columns).missing(connection);
  }

  @Override
  public Watermark watermark(CopyTask task) throws SQLException {
    ChangeQueue queue = ChangeQueue.of(task);
    Optional<String> copied = copied(task);
    if (copied.isEmpty()) {
      return Watermark.of(task, copied, false);
    }
    Optional<String> waiting = IdentityCheckpoint.waiting(task, stateSql(task.columns()));
    return new Watermark(
        copied.get(),
        Optional.of("SELECT * FROM %s WHERE NOT truncated".formatted(queue.sql())),
        false,
        waiting.isPresent() ? waiting : waitingTruncate(task, queue));
  }

  private static Optional<String> waitingTruncate(CopyTask task, ChangeQueue queue)
      throws SQLException {
    List<String> found =
        Queries.values(
            task.connection(),
            "SELECT 'yes' FROM %s WHERE truncated LIMIT 1".formatted(queue.sql()));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "A TRUNCATE of %s waits in its queue. Nothing can be compared before the next copy."
                .formatted(task.table().source()));
  }

  @Override
  public Cause cause(CopyTask task, Difference.Kind kind, long heapRows, boolean versions) {
    return Cause.FAULT;
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return IdentityCheckpoint.isFirstCopy(task)
            && !Queries.hasRows(task.connection(), task.table().target())
        ? Optional.empty()
        : Optional.of(
            "NOT EXISTS (SELECT FROM %s AS q WHERE %s)"
                .formatted(ChangeQueue.of(task).sql(), QueueBatch.sameKey(task)));
  }

  @Override
  public String changeExpression(SyncTable table, TableColumns columns) {
    return SqlTemplate.of(
            "SELECT CASE WHEN {changed} THEN 'changed' ELSE (SELECT 'new' FROM {queue} LIMIT 1) END")
        .with(
            "changed",
            IdentityCheckpoint.changed(Sql.literal(table.target().toString()), stateSql(columns)))
        .with("queue", new ChangeQueue(columns.heapOid()).sql())
        .sql();
  }

  /** Returns the expression for the present state of the partitions and triggers. */
  static String stateSql(TableColumns columns) {
    return HeapState.sql(
        columns.heapOid(),
        columns.ownTriggers().partitioned(),
        QueueObjects.TRIGGERS,
        Optional.empty());
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    return IdentityCheckpoint.copy(task, new QueueBatch(task, ChangeQueue.of(task)));
  }
}
