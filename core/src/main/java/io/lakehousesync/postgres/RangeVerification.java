package io.lakehousesync.postgres;

import io.lakehousesync.KeyRange;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.SideBySide.Checksums;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies one range of keys, in a transaction of its own: heap table, Iceberg table and checkpoint
 * are read in one snapshot. A transaction per range holds up vacuum no longer than its range takes.
 *
 * <p>A range that agrees costs one look at its rows, on each side. One that does not costs a second
 * one, which groups its rows by key.
 */
record RangeVerification(Transactions transactions, SyncTable table, int rangeRows, Clock clock) {
  /**
   * What a look at a range found.
   *
   * @param range the range, which the look has chosen; the last one has no upper bound
   * @param at the time just before the snapshot, on the host's clock
   */
  record Look(
      KeyRange range,
      Instant at,
      VerifyReport.Counts counts,
      List<String> key,
      List<Difference> differences,
      List<String> notes,
      boolean blocked) {
    boolean isLast() {
      return blocked || range.through().isEmpty();
    }
  }

  private static final String SNAPSHOT =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
      SET LOCAL jit = off
      """;

  /** By how much an Iceberg table may exceed the range before it is cut by the Iceberg table. */
  private static final int FAR_MORE = 4;

  /**
   * Looks at the range that follows a key.
   *
   * @param range the range to begin; it ends where it has enough rows
   * @param limit how many differences are listed
   */
  Look look(KeyRange range, int limit) {
    return transactions.run(
        "Verification of " + table,
        connection -> {
          Instant at = clock.instant();
          takeSnapshot(connection);
          SideBySide sides = open(connection);
          Optional<String> blocked = sides.watermark().blocked();
          return blocked.isPresent()
              ? blocked(sides, range, at, blocked.get())
              : look(sides, range, at, limit);
        });
  }

  private static Look blocked(SideBySide sides, KeyRange range, Instant at, String why) {
    return new Look(
        range, at, VerifyReport.Counts.NONE, sides.keyNames(), List.of(), List.of(why), true);
  }

  /** The two sides of the table, inside of a transaction. */
  SideBySide open(Connection connection) throws SQLException {
    return SideBySide.of(task(connection), Tracker.of(table.tracking()));
  }

  /** The table, inside of a transaction, with its columns as they are now. */
  CopyTask task(Connection connection) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    Problems.stop("Verification of " + table, columns.problems(table));
    return new CopyTask(connection, table, columns, new BatchSize(1, 1), clock);
  }

  /** Gives the transaction one snapshot for all of its statements; to be called first. */
  static void takeSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SNAPSHOT);
    }
  }

  private Look look(SideBySide sides, KeyRange from, Instant at, int limit) throws SQLException {
    KeyOrder key = sides.key();
    KeyRange range = key.isEmpty() ? KeyRange.ALL : end(sides, from, true);
    RowFilter filter = key.isEmpty() ? RowFilter.ALL : key.range(range);
    Checksums sums = sides.checksums(filter);
    if (!key.isEmpty() && sums.icebergRows() > (long) FAR_MORE * rangeRows) {
      range = end(sides, range, false);
      filter = key.range(range);
      sums = sides.checksums(filter);
    }
    List<Difference> differences = new ArrayList<>();
    boolean listed = true;
    if (!sums.agree()) {
      differences.addAll(sides.differences(filter, limit + 1));
    }
    if (!key.isEmpty() && range.through().isEmpty()) {
      differences.addAll(sides.differences(key.nullKeys(), limit + 1));
    }
    if (differences.size() > limit) {
      differences = differences.subList(0, limit);
      listed = false;
    }
    return new Look(
        range,
        at,
        new VerifyReport.Counts(
            1,
            differences.isEmpty() && listed ? 0 : 1,
            sums.heapRows(),
            sums.icebergRows(),
            sums.pendingRows(),
            listed ? 0 : 1),
        sides.keyNames(),
        differences,
        notes(sides),
        false);
  }

  private static List<String> notes(SideBySide sides) {
    List<String> notes = new ArrayList<>(sides.columns().notes());
    SyncTable table = sides.task().table();
    notes.addAll(sides.tracker().problems(table, sides.task().columns()));
    if (sides.key().isEmpty()) {
      notes.add(
          "%s has no key: it is compared as a whole, equal rows by their number."
              .formatted(table.source()));
    }
    if (sides.watermark().keepsHistory()) {
      notes.add(
          "Updates are appended: older versions of a row%s are not compared."
              .formatted(sides.key().isEmpty() ? ", and rows that were deleted," : ""));
    }
    return notes;
  }

  /** The range up to where one of the tables has enough rows of it; else it stays as it is. */
  private KeyRange end(SideBySide sides, KeyRange range, boolean ofHeap) throws SQLException {
    KeyOrder key = sides.key();
    RowFilter filter = key.range(range);
    String values =
        String.join(
            ", ",
            key.columns().stream().map(c -> (ofHeap ? c.heap() : c.iceberg()) + "::text").toList());
    String sql =
        "SELECT %s FROM %s AS r WHERE %s ORDER BY %s OFFSET %d LIMIT 1"
            .formatted(
                values,
                Sql.table(ofHeap ? table.source() : table.target()),
                ofHeap ? filter.heap() : filter.iceberg(),
                ofHeap ? key.heapOrder() : key.icebergOrder(),
                rangeRows - 1);
    try (Statement statement = sides.task().connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return range;
      }
      List<String> through = new ArrayList<>();
      for (int i = 1; i <= key.columns().size(); i++) {
        through.add(row.getString(i));
      }
      return new KeyRange(range.after(), through);
    }
  }
}
