package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tracking by a column whose values only grow, with a barrier on the table's writers.
 *
 * <p>The highest value that is visible now becomes the goal, together with the transactions that
 * hold a writer's lock on the table at that moment: a smaller value that is not visible yet can
 * only be theirs. When all of them have ended, everything up to the goal is copied. The barrier is
 * looked at, never waited for, so that no writer ever queues behind it.
 */
record OrderedTracker(String column) implements Tracker {
  @Override
  public String guarantee(SyncTable table) {
    return "inserts, exactly once, if %s is drawn by the inserting statement itself (sequence cache 1,"
            .formatted(column)
        + " no ids from an ORM's block); updates and deletes are not captured";
  }

  /** The column is the table's own: the set-up adds none. */
  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    return obstacles(table, columns);
  }

  @Override
  public List<String> obstacles(SyncTable table, TableColumns columns) {
    List<String> problems = new ArrayList<>();
    if (!columns.heap().containsKey(column)) {
      problems.add(
          "%s has no column %s. Name a column that it has."
              .formatted(table.source(), Sql.identifier(column)));
    }
    if (table.mode() == WriteMode.UPSERT) {
      problems.add(
          "%s: an ordered column captures inserts only, so there is nothing to upsert. Use APPEND."
              .formatted(table.source()));
    }
    return problems;
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return Checkpoints.load(task)
        .map(Checkpoint::position)
        .filter(position -> !position.isEmpty())
        .map(position -> "r." + compare(task, "<=", position));
  }

  @Override
  public String probe(SyncTable table, TableColumns columns) {
    return """
    SELECT CASE
      WHEN c.goal IS NOT NULL THEN 'waiting'
      WHEN c.position <> '' THEN
        (SELECT 'new' FROM %1$s WHERE %2$s > CAST(c.position AS %3$s) LIMIT 1)
      ELSE (SELECT 'new' FROM %1$s LIMIT 1)
    END
    FROM (SELECT) AS one LEFT JOIN %4$s AS c ON c.target = %5$s"""
        .formatted(
            Sql.table(table.source()),
            Sql.identifier(column),
            columns.heapType(column),
            Checkpoints.TABLE,
            Sql.literal(table.target().toString()));
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant now = task.clock().instant();
    Optional<Checkpoint> stored = Checkpoints.load(task);
    Optional<String> position = stored.map(Checkpoint::position).filter(text -> !text.isEmpty());
    Optional<Checkpoint> raised = stored.filter(checkpoint -> checkpoint.goal() != null);
    Optional<String> goal =
        raised.isPresent() ? raised.map(Checkpoint::goal) : highest(task, position);
    if (goal.isEmpty()) {
      return CopyResult.complete(0, now);
    }
    if (stored.isEmpty()) {
      Checkpoints.requireEmptyTarget(task);
    }
    Instant seen = Objects.requireNonNullElse(raised.map(Checkpoint::goalSeen).orElse(null), now);
    Writers writers = Writers.of(task);
    List<String> open =
        raised
            .map(Checkpoint::progress)
            .map(writers::still)
            .orElseGet(() -> List.copyOf(writers.byTransaction().keySet()));
    if (!open.isEmpty()) {
      Checkpoints.save(task, Checkpoint.at(position.orElse("")).towards(goal.get(), seen, open));
      return CopyResult.blocked(0, "open writers of the table: " + writers.describe(open));
    }
    return pass(task, position, goal.get(), seen);
  }

  /** Copies a batch of the rows that the barrier has let through. */
  private CopyResult pass(CopyTask task, Optional<String> position, String goal, Instant seen)
      throws SQLException {
    Optional<String> end =
        task.size()
            .end(
                task,
                List.of(column),
                "SELECT %1$s, %2$s FROM %3$s WHERE %4$s ORDER BY %1$s LIMIT %5$d"
                    .formatted(
                        Sql.identifier(column),
                        BatchSize.bytesOf(task.columns().toCopy(task.table())),
                        Sql.table(task.table().source()),
                        range(task, position, goal),
                        task.size().rows()))
            .map(found -> found.position().get(0));
    long rows = append(task, range(task, position, end.orElse(goal)));
    if (end.isPresent()) {
      Checkpoints.save(task, Checkpoint.at(end.get()).towards(goal, seen, List.of()));
      return CopyResult.more(rows);
    }
    Checkpoints.save(task, Checkpoint.at(goal));
    return CopyResult.complete(rows, seen);
  }

  private long append(CopyTask task, String range) throws SQLException {
    String list = Sql.columns(task.columns().toCopy(task.table()));
    String sql =
        "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s"
            .formatted(
                Sql.table(task.table().target()),
                list,
                list,
                Sql.table(task.table().source()),
                range);
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      return statement.executeLargeUpdate();
    }
  }

  /**
   * Ordered by the qualified name: a bare one would mean the column of the result, which is text.
   */
  private Optional<String> highest(CopyTask task, Optional<String> position) throws SQLException {
    String above = position.map(value -> " WHERE " + compare(task, ">", value)).orElse("");
    return Query.strings(
            task,
            "SELECT r.%1$s::text FROM %2$s AS r%3$s ORDER BY r.%1$s DESC LIMIT 1"
                .formatted(Sql.identifier(column), Sql.table(task.table().source()), above))
        .stream()
        .findFirst();
  }

  private String range(CopyTask task, Optional<String> after, String through) {
    return after.map(value -> compare(task, ">", value) + " AND ").orElse("")
        + compare(task, "<=", through);
  }

  private String compare(CopyTask task, String operator, String value) {
    return "%s %s CAST(%s AS %s)"
        .formatted(
            Sql.identifier(column), operator, Sql.literal(value), task.columns().heapType(column));
  }
}
