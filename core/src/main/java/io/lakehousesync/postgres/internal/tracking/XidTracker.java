package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.capture.XidObjects;
import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.schema.CaptureObjects;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.HeapIndex;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.tracking.Tombstones.Removals;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracking by transaction id. It uses three things: a column that has the transaction id of the
 * row's last writer, the stored keys of removed rows, and the identity of the heap table's files.
 *
 * <p>The checkpoint holds a whole PostgreSQL snapshot. Let P be the snapshot of the last copy and C
 * the current snapshot. The new rows are exactly those that C sees and P did not see. Their ids are
 * at or above P's xmax, or belong to transactions that were in progress in P. In both cases C must
 * see the transaction as committed. Therefore a transaction that commits late is not lost, and an
 * open transaction does not delay the others. The same rule finds the new {@link Tombstones}.
 *
 * <p>A copy first takes C, and then reads everything else. It finds the keys that were removed or
 * written, deletes their rows from the Iceberg table, and inserts the present heap rows with these
 * keys. If a row changes after C was taken, its new id is not visible in C, and the next copy
 * copies the row again. A copy of many rows is split into pages, in the order of id and key. All
 * pages use the same C, which the checkpoint keeps as its goal until the last page is committed.
 *
 * <p>If a partition is attached or detached, no trigger fires. {@link HeapIdentity} shows such a
 * partition, and {@link LeafReplacement} replaces its rows.
 */
record XidTracker(String column) implements Tracker {
  private static final String TYPE = "xid8";

  private static final Logger LOG = LoggerFactory.getLogger(XidTracker.class);

  @Override
  public String guarantee(SyncTable table) {
    boolean append = table.mode().equals(Optional.of(WriteMode.APPEND));
    if (table.deletes() == Deletes.KEEP) {
      return append
          ? "inserts, exactly once; updates as further rows; deleted rows are kept"
          : "inserts and updates, exactly once, by key; deleted rows are kept";
    }
    return append
        ? "inserts and TRUNCATE, exactly once; updates as further rows; deletes are not captured"
        : "inserts, updates, deletes and TRUNCATE, exactly once, by key";
  }

  @Override
  public List<String> ownColumns() {
    return List.of(column);
  }

  @Override
  public List<String> addedColumns(TableColumns columns) {
    Column found = columns.heap().get(column);
    return found != null && found.type().equals(TYPE) ? List.of(column) : List.of();
  }

  /**
   * When the set-up adds the column, PostgreSQL evaluates its default once for all existing rows,
   * without rewriting them. These rows get the transaction id of the set-up, and the first copy
   * copies them.
   */
  @Override
  public List<UnmetRequirement> unmet(SyncTable table, TableColumns columns) {
    XidObjects objects = new XidObjects(table, columns, column);
    List<UnmetRequirement> unmet = new ArrayList<>();
    Column found = columns.heap().get(column);
    if (found == null) {
      unmet.add(TrackingRequirements.column(table, column, List.of(objects.addColumn())));
    } else if (!found.type().equals(TYPE)) {
      return List.of(
          UnmetRequirement.obstacle(
              Code.TRACKING_COLUMN_TYPE,
              "Column %s of %s is of type %s, not xid8."
                  .formatted(Sql.identifier(column), table.source(), found.type()),
              "Name another column for the tracking, and run the set-up (PgLakeSetup)."));
    } else {
      nullable(table, columns).ifPresent(unmet::add);
    }
    if (found != null && objects.needsIndex() && !columns.isIndexedBy(column)) {
      unmet.add(TrackingRequirements.index(table, column));
    }
    unmet.addAll(objects.unmet());
    return unmet;
  }

  /** Rows with null in the column have no place in the order of transactions. */
  private Optional<UnmetRequirement> nullable(SyncTable table, TableColumns columns) {
    return Optional.ofNullable(columns.heap().get(column))
        .filter(found -> !found.required())
        .map(
            found ->
                UnmetRequirement.obstacle(
                    Code.TRACKING_COLUMN_NULLABLE,
                    "Column %s of %s may be null. Rows with null in it are never copied: update these rows first."
                        .formatted(Sql.identifier(column), table.source()),
                    "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL"
                        .formatted(Sql.table(table.source()), Sql.identifier(column))));
  }

  /**
   * Returns the obstacles, one sentence each: first the reasons why triggers cannot capture all
   * changes, and then the obstacles that every kind of tracking has. The doctor has its own checks
   * for these obstacles.
   */
  @Override
  public List<String> obstacles(SyncTable table, TableColumns columns) {
    return Stream.concat(
            new XidObjects(table, columns, column).uncaptured().stream(),
            Tracker.super.obstacles(table, columns).stream())
        .toList();
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return Stream.concat(
            new XidObjects(table, columns, column).uncaptured().stream(),
            Tracker.super.problems(table, columns).stream())
        .toList();
  }

  @Override
  public Optional<HeapIndex> index(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    XidObjects objects = new XidObjects(table, columns, column);
    return objects.needsIndex() || CaptureObjects.isLarge(connection, columns.heapOid())
        ? Optional.of(objects.index())
        : Optional.empty();
  }

  @Override
  public List<Check> checks() {
    return XidChecks.ALL;
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return Checkpoints.load(task).map(checkpoint -> copied(task, checkpoint));
  }

  private String copied(CopyTask task, Checkpoint checkpoint) {
    String before = visibleIn(checkpoint.position());
    String goal = checkpoint.goal();
    return XidCopy.copied(task, column, checkpoint.progress())
        .filter(pages -> goal != null)
        .map(
            pages ->
                SqlTemplate.of("{before} OR {inGoal} AND {inPages}")
                    .with("before", before)
                    .with("inGoal", visibleIn(Objects.requireNonNull(goal)))
                    .with("inPages", pages)
                    .sql())
        .orElse(before);
  }

  private String visibleIn(String snapshot) {
    return "pg_visible_in_snapshot(r.%s, %s::pg_snapshot)"
        .formatted(Sql.identifier(column), Sql.literal(snapshot));
  }

  @Override
  public Watermark watermark(CopyTask task) throws SQLException {
    Watermark watermark = Tracker.super.watermark(task);
    XidObjects objects = new XidObjects(task.table(), task.columns(), column);
    if (watermark.blocked().isPresent()) {
      return watermark;
    }
    Optional<PgSnapshot> previous =
        Checkpoints.load(task).map(checkpoint -> PgSnapshot.parse(checkpoint.position()));
    List<UnmetRequirement> unmet = new ArrayList<>(objects.unmet());
    nullable(task.table(), task.columns()).ifPresent(unmet::add);
    if (!unmet.isEmpty()) {
      return new Watermark(
          watermark.copied(),
          watermark.queue(),
          watermark.keepsHistory(),
          previous.map(copied -> refused(task.table(), unmet.get(0))));
    }
    Tombstones tombstones = Tombstones.of(task, column);
    return new Watermark(
        watermark.copied(),
        previous
            .filter(snapshot -> XidObjects.appliesDeletes(task.table(), task.columns()))
            .map(tombstones::since),
        watermark.keepsHistory(),
        waiting(task, tombstones, previous));
  }

  /**
   * Returns why nothing can be compared while changes are not captured. There may be tombstones of
   * earlier changes, but they do not show all removed rows.
   */
  private static String refused(SyncTable table, UnmetRequirement unmet) {
    return "%s Until then, no copy of %s begins, and nothing can be compared."
        .formatted(unmet.problem(), table.source());
  }

  /**
   * Returns why nothing can be compared before the next copy, for example because this copy
   * replaces all rows of a partition.
   */
  private Optional<String> waiting(
      CopyTask task, Tombstones tombstones, Optional<PgSnapshot> previous) throws SQLException {
    Optional<String> future = ForeignIds.problem(task, column);
    if (future.isPresent() || previous.isEmpty()) {
      return future;
    }
    List<HeapIdentity.Change> changes = HeapIdentity.changes(task);
    String what = null;
    if (!changes.stream().allMatch(change -> change.kind().leavesRows())) {
      what = "changed partitions, triggers or types (%s)".formatted(HeapIdentity.describe(changes));
    } else if (task.table().deletes() == Deletes.APPLY
        && !previous.get().equals(PgSnapshot.NOTHING_INTO_EMPTY)
        && tombstones.unnamed(
                previous.get(), currentSnapshot(task), XidHeapChanges.hasNewFile(changes))
            == Removals.UNNAMED) {
      what = "a TRUNCATE or a change of the key";
    }
    return Optional.ofNullable(what)
        .map(
            waiting ->
                "The next copy of %s follows %s. Nothing can be compared before it."
                    .formatted(task.table().source(), waiting));
  }

  @Override
  public Cause cause(CopyTask task, Difference.Kind kind, long heapRows, boolean versions) {
    return XidObjects.appliesDeletes(task.table(), task.columns())
        ? Cause.FAULT
        : Tracker.super.cause(task, kind, heapRows, versions);
  }

  /** Returns the query for the highest id of a row or a tombstone. */
  @Override
  public String changeExpression(SyncTable table, TableColumns columns) {
    return SqlTemplate.of(
            "SELECT greatest((SELECT max({column}) FROM {heap}), (SELECT max(sync_xid) FROM {tombstones}))")
        .with("column", Sql.identifier(column))
        .with("heap", Sql.table(table.source()))
        .with("tombstones", new XidObjects(table, columns, column).tombstones())
        .sql();
  }

  /**
   * Let P be the later of two snapshots: the snapshot of the last check, and the snapshot in the
   * checkpoint. Another host may have written the checkpoint. A row can be new only if its id is at
   * or above P's xmax, or if its transaction was in progress in P and has ended. Therefore no row
   * is new if the highest id in the table is below P's xmax and below the ids of these ended
   * transactions.
   */
  @Override
  public Optional<Instant> completeThrough(ChangeCheck last, ChangeCheck now) {
    if (now.position().isEmpty() || now.copying()) {
      return Optional.empty();
    }
    PgSnapshot checkpoint = PgSnapshot.parse(now.position().get());
    if (checkpoint.isNothing()) {
      return Optional.empty(); // There may have been a new baseline after the last check.
    }
    PgSnapshot previous =
        checkpoint.xmax().compareTo(last.snapshot().xmax()) > 0 ? checkpoint : last.snapshot();
    if (now.value() != null) {
      BigInteger highest = new BigInteger(now.value());
      boolean mayBeNew =
          highest.compareTo(previous.xmax()) >= 0
              || previous.inProgress().stream()
                  .filter(id -> !now.snapshot().inProgress().contains(id))
                  .anyMatch(ended -> ended.compareTo(highest) <= 0);
      if (mayBeNew) {
        return Optional.empty();
      }
    }
    return Optional.of(now.at());
  }

  @Override
  public List<SetupStatement> baseline(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    List<SetupStatement> statements = new ArrayList<>();
    statements.add(
        new SetupStatement(
            "partitions of " + table.target(),
            "DELETE FROM %s WHERE target = %s"
                .formatted(HeapIdentity.TABLE, Sql.literal(table.target().toString()))));
    XidObjects objects = new XidObjects(table, columns, column);
    if (ForeignIds.hasTombstones(connection, objects)) {
      statements.add(objects.forgetFuture());
    }
    return statements;
  }

  @Override
  public List<SetupStatement> heapBaseline(
      Connection connection, SyncTable table, TableColumns columns) throws SQLException {
    XidObjects objects = new XidObjects(table, columns, column);
    return ForeignIds.hasRows(connection, objects) ? objects.renumber() : List.of();
  }

  /**
   * Writes a checkpoint whose snapshot sees nothing. From now on, copies into other targets of the
   * heap table keep the tombstones that this target needs.
   */
  @Override
  public boolean register(CopyTask task) throws SQLException {
    if (Checkpoints.load(task).isPresent()) {
      return false;
    }
    PgSnapshot nothing = PgSnapshot.NOTHING_INTO_EMPTY;
    if (task.mode() == WriteMode.APPEND) {
      Checkpoints.requireEmptyTarget(task);
    } else if (Queries.hasRows(task.connection(), task.table().target())) {
      if (task.table().deletes() == Deletes.KEEP) {
        nothing = PgSnapshot.NOTHING;
      } else {
        LOG.info(
            "{}: the Iceberg table has rows and no checkpoint. They are deleted, and all rows of the heap table are copied.",
            task.table());
        new IcebergTableWriter(task).deleteAll();
      }
    }
    HeapIdentity.save(task, HeapIdentity.changes(task));
    Checkpoints.save(task, Checkpoint.at(nothing.text()));
    return true;
  }

  @Override
  public boolean canBeInGroup() {
    return true;
  }

  /** The pages of a goal advance to the snapshot of the first page. */
  @Override
  public boolean isReadyForCut(CopyTask task) throws SQLException {
    return Checkpoints.load(task).filter(checkpoint -> checkpoint.goal() == null).isPresent();
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant now = task.clock().instant();
    PgSnapshot current = currentSnapshot(task);
    Checkpoint stored = Checkpoints.load(task).orElseThrow();
    Checkpoint checkpoint = stored;
    if (current.xmax().compareTo(PgSnapshot.parse(checkpoint.position()).xmax()) < 0) {
      throw Checkpoints.newBaseline(
          task.table(),
          "has higher transaction ids than this cluster has assigned, for example because an older state was restored");
    }
    if (checkpoint.goal() == null) {
      Preconditions.requireNone(task.table(), ForeignIds.problem(task, column).stream().toList());
      checkpoint = checkpoint.towards(current.text(), now, List.of());
    }
    List<String> detaching = HeapIdentity.detaching(task);
    XidHeapChanges changes = new XidHeapChanges(task, column);
    checkpoint = changes.follow(checkpoint, copied(task, checkpoint), now, stored.goal() == null);
    XidCopy copy = new XidCopy(task, column, checkpoint, stored.goal() != null);
    CopyResult result = copy.run();
    changes.requireNone(detaching, copy.loadsByPlace());
    return result;
  }

  static PgSnapshot currentSnapshot(CopyTask task) throws SQLException {
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
      row.next();
      return PgSnapshot.parse(row.getString(1));
    }
  }
}
