package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.Checkpoint;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapState;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.TableWriters;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tracking by a column whose values only grow.
 *
 * <p>The highest visible value becomes the goal. The checkpoint also records the transactions that
 * hold a writer's lock on the table at that moment, because only they can still commit smaller
 * values. When all of them have ended, a run copies everything up to the goal. A run does not wait
 * for these transactions: if one of them is still open, the run ends. Therefore no writer ever
 * queues behind a copy.
 */
record OrderedTracker(String column) implements Tracker {
  private static final String CHANGES =
      """
      SELECT CASE
        WHEN c.goal IS NOT NULL THEN 'waiting'
        WHEN {nulls} THEN 'null'
        WHEN NOT c.progress @> {state} THEN 'changed'
        WHEN c.position <> '' THEN
          (SELECT 'new' FROM {heap} AS r WHERE r.{column} > {position} LIMIT 1)
        ELSE (SELECT 'new' FROM {heap} AS r LIMIT 1)
      END
      FROM (SELECT) AS one LEFT JOIN {checkpoints} AS c ON c.target = {target}""";

  private static final String CANDIDATES =
      """
      SELECT {column}, {bytes} FROM {heap} AS r WHERE {range} ORDER BY {column} LIMIT {rows}""";

  /**
   * ORDER BY qualifies the column, because a bare name would mean the result column, which is text.
   */
  private static final String HIGHEST =
      """
      SELECT {text} FROM {heap} AS r WHERE {above}
      ORDER BY r.{column} DESC NULLS LAST LIMIT 1""";

  private static final String NULLS = "EXISTS (SELECT FROM {heap} AS r WHERE r.{column} IS NULL)";

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, exactly once, if the INSERT statement itself takes %s from a sequence (cache 1,"
            .formatted(column)
        + " no ids from an ORM's block); updates and deletes are not captured";
  }

  /** The set-up adds nothing, because the column belongs to the application. */
  @Override
  public List<UnmetRequirement> unmet(SyncTable table, TableColumns columns) {
    List<UnmetRequirement> unmet = new ArrayList<>();
    if (!columns.heap().containsKey(column)) {
      unmet.add(
          UnmetRequirement.obstacle(
              Code.TRACKING_COLUMN_MISSING,
              TrackingRequirements.noColumn(table, column),
              "Name an existing column in ChangeTracking.ordered(...); the set-up does not add one."));
    } else if (!columns.isIndexedBy(column)) {
      unmet.add(
          TrackingRequirements.index(
              table,
              column,
              "CREATE INDEX CONCURRENTLY ON %s (%s)"
                  .formatted(Sql.table(table.source()), Sql.identifier(column))));
    }
    if (table.mode().equals(Optional.of(WriteMode.UPSERT))) {
      unmet.add(
          UnmetRequirement.obstacle(
              Code.ORDERED_NEEDS_APPEND,
              "%s: an ordered column captures inserts only, so there is nothing to upsert."
                  .formatted(table.source()),
              "Use APPEND."));
    }
    return unmet;
  }

  @Override
  public List<Check> checks() {
    return OrderedChecks.ALL;
  }

  @Override
  public Watermark watermark(CopyTask task) throws SQLException {
    return Watermark.of(task, copied(task), false);
  }

  @Override
  public Cause cause(CopyTask task, Kind kind, long heapRows, boolean versions) {
    return switch (kind) {
      case MISSING -> Cause.FAULT;
      case CHANGED -> Cause.NOT_CAPTURED;
      case EXTRA -> heapRows > 0 && !versions ? Cause.FAULT : Cause.NOT_CAPTURED;
    };
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return Checkpoints.load(task)
        .map(Checkpoint::position)
        .filter(position -> !position.isEmpty())
        .map(position -> "r." + compare(task, "<=", position));
  }

  @Override
  public String changeExpression(SyncTable table, TableColumns columns) {
    return SqlTemplate.of(CHANGES)
        .with("heap", Sql.table(table.source()))
        .with("nulls", mayBeNull(columns) ? nulls(table) : "false")
        .with("state", OrderedRows.stateSql(columns.heapOid(), column))
        .with("column", Sql.identifier(column))
        .with("position", columns.fromText(column, "c.position"))
        .with("checkpoints", Checkpoints.TABLE)
        .with("target", Sql.literal(table.target().toString()))
        .sql();
  }

  private boolean mayBeNull(TableColumns columns) {
    return !Objects.requireNonNull(columns.heap().get(column), column).required();
  }

  private String nulls(SyncTable table) {
    return SqlTemplate.of(NULLS)
        .with("heap", Sql.table(table.source()))
        .with("column", Sql.identifier(column))
        .sql();
  }

  private void requireNoNulls(CopyTask task) throws SQLException {
    if (mayBeNull(task.columns())
        && Queries.value(task.connection(), "SELECT 'yes' WHERE " + nulls(task.table()))
            .isPresent()) {
      Preconditions.requireNone(
          task.table(),
          List.of(
              "%s has rows with null in %s. A null has no place in the order. Set a value in these rows, or delete them."
                  .formatted(task.table().source(), Sql.identifier(column))));
    }
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    requireNoNulls(task);
    Instant now = task.clock().instant();
    Optional<Checkpoint> stored = Checkpoints.load(task);
    Optional<String> position = stored.map(Checkpoint::position).filter(text -> !text.isEmpty());
    Optional<Checkpoint> raised = stored.filter(checkpoint -> checkpoint.goal() != null);
    Optional<String> goal =
        raised.isPresent() ? raised.map(Checkpoint::goal) : highest(task, position);
    List<String> state = new OrderedRows(task, column).check(stored);
    if (goal.isEmpty()) {
      saveState(task, stored, state);
      return CopyResult.complete(0, now);
    }
    if (stored.isEmpty()) {
      Checkpoints.requireEmptyTarget(task);
    }
    Instant seen = Objects.requireNonNullElse(raised.map(Checkpoint::goalSeen).orElse(null), now);
    TableWriters writers = TableWriters.of(task);
    List<String> open =
        raised
            .map(Checkpoint::progress)
            .map(writers::still)
            .orElseGet(() -> List.copyOf(writers.byTransaction().keySet()));
    if (!open.isEmpty()) {
      Checkpoints.save(
          task, Checkpoint.at(position.orElse("")).towards(goal.get(), seen, concat(open, state)));
      return CopyResult.blocked(0, "open writers of the table: " + writers.describe(open));
    }
    return copyRange(task, position, goal.get(), seen, state);
  }

  private static List<String> concat(List<String> open, List<String> state) {
    return Stream.concat(open.stream(), state.stream()).toList();
  }

  /** Saves the state of a table without new rows, if the state has changed. */
  private static void saveState(CopyTask task, Optional<Checkpoint> stored, List<String> state)
      throws SQLException {
    if (stored.isPresent()) {
      Checkpoint same = Checkpoint.at(stored.get().position()).with(state);
      if (!HeapState.of(same).equals(HeapState.of(stored.get()))) {
        Checkpoints.save(task, same);
      }
    }
  }

  /** Copies a batch of rows up to the goal. */
  private CopyResult copyRange(
      CopyTask task, Optional<String> position, String goal, Instant seen, List<String> state)
      throws SQLException {
    Optional<String> end =
        task.size()
            .end(
                task,
                List.of(column),
                SqlTemplate.of(CANDIDATES)
                    .with("column", Sql.identifier(column))
                    .with("bytes", BatchSize.bytesOf(task.columns().measured(task.table())))
                    .with("heap", Sql.table(task.table().source()))
                    .with("range", range(task, position, goal))
                    .with("rows", task.size().rows())
                    .sql())
            .map(found -> found.position().get(0));
    long rows = new IcebergTableWriter(task).appendWhere(range(task, position, end.orElse(goal)));
    if (end.isPresent()) {
      Checkpoints.save(task, Checkpoint.at(end.get()).towards(goal, seen, state));
      return CopyResult.more(rows);
    }
    Checkpoints.save(task, Checkpoint.at(goal).with(state));
    return CopyResult.complete(rows, seen);
  }

  private Optional<String> highest(CopyTask task, Optional<String> position) throws SQLException {
    return Queries.values(
            task.connection(),
            SqlTemplate.of(HIGHEST)
                .with("text", task.columns().text(column, "r." + Sql.identifier(column)))
                .with("column", Sql.identifier(column))
                .with("heap", Sql.table(task.table().source()))
                .with("above", position.map(value -> compare(task, ">", value)).orElse("true"))
                .sql())
        .stream()
        .findFirst();
  }

  private String range(CopyTask task, Optional<String> after, String through) {
    return after.map(value -> compare(task, ">", value) + " AND ").orElse("")
        + compare(task, "<=", through);
  }

  private String compare(CopyTask task, String operator, String value) {
    return compare(task, column, operator, value);
  }

  /**
   * Returns a comparison of the column with a value of the column's type, so that PostgreSQL can
   * use an index.
   */
  static String compare(CopyTask task, String column, String operator, String value) {
    return SqlTemplate.of("{column} {operator} CAST({value} AS {type})")
        .with("column", Sql.identifier(column))
        .with("operator", operator)
        .with("value", Sql.literal(value))
        .with("type", task.columns().keyType(column))
        .sql();
  }
}
