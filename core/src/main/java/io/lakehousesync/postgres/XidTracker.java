package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tracking by a column that holds the transaction id of the row's last writer.
 *
 * <p>The checkpoint is a whole snapshot. With P the snapshot of the last copy and C the current
 * one, new are exactly the rows that C sees and P did not: those whose id is at or above P's xmax,
 * and those of transactions that were in progress in P, both only if C sees their transaction as
 * committed. So a transaction that commits late is not lost, and one that stays open holds up
 * nothing.
 *
 * <p>C is taken first, and the rows are read by their ids. A row that changes in between carries an
 * id that C does not see, and comes with the next copy. A copy of many rows is paged by (id, key)
 * under one C, which the checkpoint keeps until the last page is committed.
 */
record XidTracker(String column) implements Tracker {
  @Override
  public String guarantee(SyncTable table) {
    return table.mode() == WriteMode.UPSERT
        ? "inserts and updates, exactly once, by key; deletes are not captured"
        : "inserts, exactly once; updates as further rows; deletes are not captured";
  }

  @Override
  public List<String> ownColumns() {
    return List.of(column);
  }

  @Override
  public List<String> obstacles(SyncTable table, TableColumns columns) {
    Column found = columns.heap().get(column);
    return found == null || found.type().equals("xid8")
        ? List.of()
        : List.of(
            "Column %s of %s is of type %s, not xid8. Name another column for the tracking, and run the set-up (PgLakeSetup)."
                .formatted(Sql.identifier(column), table.source(), found.type()));
  }

  @Override
  public List<String> problems(SyncTable table, TableColumns columns) {
    if (!columns.heap().containsKey(column)) {
      return List.of(
          "%s has no column %s. Run the set-up (PgLakeSetup)."
              .formatted(table.source(), Sql.identifier(column)));
    }
    List<String> obstacles = obstacles(table, columns);
    if (!obstacles.isEmpty()) {
      return obstacles;
    }
    return columns.triggers().contains(TableSetup.trigger(TableSetup.XID))
        ? List.of()
        : List.of(
            "%s has no enabled trigger %s, without which updates are lost. %s"
                .formatted(
                    table.source(),
                    TableSetup.trigger(TableSetup.XID),
                    "Run the set-up (PgLakeSetup), which makes it again; a verification finds what was updated meanwhile."));
  }

  @Override
  public Optional<String> copied(CopyTask task) throws SQLException {
    return Checkpoints.load(task)
        .map(
            checkpoint -> {
              String before = visibleIn(checkpoint.position());
              return checkpoint.goal() == null || checkpoint.progress().isEmpty()
                  ? before
                  : "%s OR %s AND %s"
                      .formatted(
                          before,
                          visibleIn(checkpoint.goal()),
                          XidPage.upTo(task, column, checkpoint.progress()));
            });
  }

  private String visibleIn(String snapshot) {
    return "pg_visible_in_snapshot(r.%s, %s::pg_snapshot)"
        .formatted(Sql.identifier(column), Sql.literal(snapshot));
  }

  /** The highest id: the index has it at its end, whatever the table holds. */
  @Override
  public String probe(SyncTable table, TableColumns columns) {
    return "SELECT %1$s FROM %2$s ORDER BY %1$s DESC LIMIT 1"
        .formatted(Sql.identifier(column), Sql.table(table.source()));
  }

  /**
   * With P the later snapshot of the last sighting and of the checkpoint, which another host may
   * have moved: new can only be rows at or above P's xmax, and those of transactions that were in
   * progress in P and have ended. Neither are there, if the highest id lies below.
   */
  @Override
  public Optional<Instant> completeThrough(Sighting last, Sighting now) {
    if (now.position().isEmpty() || now.copying()) {
      return Optional.empty();
    }
    PgSnapshot checkpoint = PgSnapshot.parse(now.position().get());
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
  public CopyResult copy(CopyTask task) throws SQLException {
    Optional<Checkpoint> stored = Checkpoints.load(task);
    Checkpoint checkpoint = stored.isPresent() ? stored.get() : beginning(task);
    PgSnapshot previous = PgSnapshot.parse(checkpoint.position());
    Instant seen = Objects.requireNonNullElse(checkpoint.goalSeen(), task.clock().instant());
    PgSnapshot now = currentSnapshot(task);
    if (now.xmax().compareTo(previous.xmax()) < 0) {
      throw Checkpoints.newBaseline(
          task.table(), "is ahead of this cluster's transaction ids (a restore of an older state)");
    }
    PgSnapshot current = checkpoint.goal() == null ? now : PgSnapshot.parse(checkpoint.goal());
    XidPage page =
        new XidPage(task, column, XidRange.between(previous, current), checkpoint.progress());
    Optional<BatchSize.End> end = page.end();
    long rows =
        task.table().mode() == WriteMode.APPEND || isFirstLoad(checkpoint)
            ? page.append(end)
            : new Upsert(task).replace(page.keys(end));
    if (end.isPresent()) {
      Checkpoints.save(task, checkpoint.towards(current.text(), seen, end.get().position()));
      return CopyResult.more(rows);
    }
    // An idle table writes nothing: its old checkpoint finds the same rows, namely none.
    if (rows > 0 || stored.isEmpty() || checkpoint.goal() != null) {
      Checkpoints.save(task, Checkpoint.at(current.text()));
    }
    return CopyResult.complete(rows, seen);
  }

  private static Checkpoint beginning(CopyTask task) throws SQLException {
    if (task.table().mode() == WriteMode.APPEND) {
      Checkpoints.requireEmptyTarget(task);
    } else if (Catalog.hasRows(task.connection(), task.table().target())) {
      return Checkpoint.at(PgSnapshot.NOTHING.text());
    }
    return Checkpoint.at(PgSnapshot.NOTHING_INTO_EMPTY.text());
  }

  /**
   * Whether there is nothing to replace: the Iceberg table was empty, and each row of the heap
   * table is in one page towards the first goal at most. Once it is updated, it lies beyond that
   * goal.
   */
  private static boolean isFirstLoad(Checkpoint checkpoint) {
    return checkpoint.position().equals(PgSnapshot.NOTHING_INTO_EMPTY.text());
  }

  private static PgSnapshot currentSnapshot(CopyTask task) throws SQLException {
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
      row.next();
      return PgSnapshot.parse(row.getString(1));
    }
  }
}
