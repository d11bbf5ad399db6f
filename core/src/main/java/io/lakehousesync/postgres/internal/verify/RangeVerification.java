package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.HeapLock;
import io.lakehousesync.postgres.internal.sql.Preconditions;
import io.lakehousesync.postgres.internal.sql.RowFilter;
import io.lakehousesync.postgres.internal.sql.SearchPath;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.tracking.Tracker;
import io.lakehousesync.postgres.internal.verify.TableComparison.Checksums;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RowCounts;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies one range of keys, in a transaction of its own: heap table, Iceberg table and checkpoint
 * are read in one snapshot. Such a transaction delays VACUUM only for the time of one range.
 *
 * <p>The verification first reads the rows of each side once, and compares the checksums of the
 * range. If the checksums differ, it reads the rows again and groups them by key.
 *
 * @param lockWait how long to wait for a session that locks the heap table
 */
public record RangeVerification(
    Transactions transactions, SyncTable table, int rangeRows, Duration lockWait, Clock clock) {
  /**
   * The result of one range.
   *
   * @param range the range that was verified; the last range has no upper bound
   * @param at the time just before the snapshot, on the host's clock
   * @param key the names of the columns that divide the table into ranges
   * @param order describes these columns and their order; a range means other rows in another order
   * @param missed what could not be compared, one sentence each
   * @param compared the numbers of the Iceberg columns that were compared
   * @param notCompared the numbers of the Iceberg columns that were left out, although the
   *     configuration copies them
   * @param blocked whether nothing could be compared
   */
  public record RangeResult(
      KeyRange range,
      Instant at,
      VerifyReport.Counts counts,
      List<String> key,
      String order,
      List<Difference> differences,
      List<String> notes,
      List<String> missed,
      Set<Integer> compared,
      Set<Integer> notCompared,
      boolean blocked) {
    /** Returns whether there are no further ranges. */
    public boolean isLast() {
      return blocked || range.through().isEmpty();
    }
  }

  private static final String SNAPSHOT =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
      SET LOCAL jit = off
      """;

  private static final String NEW_ORDER =
      "The key of %s has changed during the verification. Verify the table again.";

  private static final String END =
      "SELECT {key} FROM {table} AS r WHERE {condition} ORDER BY {order} OFFSET {offset} LIMIT 1";

  /**
   * If the Iceberg table has more rows in a range than {@code rangeRows} times this number, the
   * range is made smaller. Then the range ends after {@code rangeRows} rows of the Iceberg table.
   */
  private static final int FAR_MORE = 4;

  /**
   * Verifies the next range. If it differs, it is verified a second time, and this result counts.
   *
   * @param range the remaining keys. Only the beginning of this range is verified, with {@code
   *     rangeRows} rows
   * @param order the order of the result that the range comes from. If the table has another order
   *     now, for example because another column has become the primary key, the result is blocked.
   *     Not used for {@link KeyRange#ALL}
   * @param limit how many differences are listed
   */
  public RangeResult verify(KeyRange range, String order, int limit) {
    RangeResult result = verifyOnce(range, order, limit);
    // PostgreSQL reads texts of enum values outside of the snapshot. If values have exchanged their
    // texts meanwhile, a new snapshot finds no difference, or finds that nothing can be compared.
    return result.counts().differingRanges() > 0 ? verifyOnce(range, order, limit) : result;
  }

  private RangeResult verifyOnce(KeyRange range, String order, int limit) {
    return transactions.run(
        "Verification of " + table,
        connection -> {
          Instant at = clock.instant();
          beginSnapshot(connection);
          HeapLock.share(connection, table, lockWait);
          TableComparison comparison = open(connection);
          Optional<String> blocked = comparison.watermark().blocked();
          if (blocked.isEmpty()
              && !range.equals(KeyRange.ALL)
              && !order.equals(order(comparison))) {
            blocked = Optional.of(NEW_ORDER.formatted(table.source()));
          }
          if (blocked.isPresent()) {
            return blocked(comparison, range, at, blocked.get());
          }
          RangeResult result = verify(comparison, range, at, limit);
          // If a partition was attached meanwhile, its rows are read although the snapshot is
          // older. If an enum value was renamed meanwhile, its new text is read. The differences
          // are then not valid.
          blocked =
              result.counts().differingRanges() > 0
                  ? open(connection).watermark().blocked()
                  : Optional.empty();
          return blocked.map(why -> blocked(comparison, range, at, why)).orElse(result);
        });
  }

  private static String order(TableComparison comparison) {
    return comparison.key().columns().toString();
  }

  /** Counts the rows, without a comparison. */
  public RowCounts count() {
    return transactions.run(
        "Count of the rows of " + table,
        connection -> {
          beginSnapshot(connection);
          HeapLock.share(connection, table, lockWait);
          return new RowCount(task(connection)).count();
        });
  }

  private static RangeResult blocked(
      TableComparison comparison, KeyRange range, Instant at, String why) {
    return new RangeResult(
        range,
        at,
        VerifyReport.Counts.NONE,
        comparison.keyNames(),
        order(comparison),
        List.of(),
        List.of(),
        List.of(why),
        Set.of(),
        Set.of(),
        true);
  }

  /** Returns a comparison of the table, inside of a transaction. */
  public TableComparison open(Connection connection) throws SQLException {
    return TableComparison.of(task(connection), Tracker.of(table.tracking()));
  }

  /** Returns the table with its present columns, inside of a transaction. */
  CopyTask task(Connection connection) throws SQLException {
    TableColumns columns = TableColumns.read(connection, table);
    Preconditions.requireNone("Verification of " + table, columns.problems(table));
    SearchPath.add(connection, columns.extensionSchemas(table));
    return new CopyTask(connection, table, columns, new BatchSize(1, 1), clock);
  }

  /**
   * Gives the transaction one snapshot for all statements. The first query takes the snapshot. Call
   * this method before all queries.
   */
  static void beginSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SNAPSHOT);
    }
  }

  private RangeResult verify(TableComparison comparison, KeyRange from, Instant at, int limit)
      throws SQLException {
    KeyOrder key = comparison.key();
    KeyRange range = key.isEmpty() ? KeyRange.ALL : end(comparison, from, true);
    RowFilter filter = key.isEmpty() ? RowFilter.ALL : key.range(range);
    Checksums sums = comparison.checksums(filter);
    if (!key.isEmpty() && sums.icebergRows() + sums.keptRows() > (long) FAR_MORE * rangeRows) {
      range = end(comparison, range, false);
      filter = key.range(range);
      sums = comparison.checksums(filter);
    }
    List<Difference> differences = new ArrayList<>();
    boolean listed = true;
    if (!sums.agree()) {
      differences.addAll(comparison.differences(filter, limit + 1));
    }
    if (!key.isEmpty() && range.through().isEmpty()) {
      differences.addAll(comparison.differences(key.nullKeys(), limit + 1));
    }
    if (differences.size() > limit) {
      differences = differences.subList(0, limit);
      listed = false;
    }
    return new RangeResult(
        range,
        at,
        VerifyReport.Counts.builder()
            .ranges(1)
            .differingRanges(differences.isEmpty() && listed ? 0 : 1)
            .heapRows(sums.heapRows())
            .icebergRows(sums.icebergRows())
            .pendingRows(sums.pendingRows())
            .keptRows(sums.keptRows())
            .unlisted(listed ? 0 : 1)
            .build(),
        comparison.keyNames(),
        order(comparison),
        differences,
        notes(comparison),
        comparison.columns().missed(),
        comparison.columns().compared(),
        comparison.columns().leftOut(),
        false);
  }

  private static List<String> notes(TableComparison comparison) {
    List<String> notes = new ArrayList<>(comparison.columns().notes());
    SyncTable table = comparison.task().table();
    notes.addAll(comparison.tracker().problems(table, comparison.task().columns()));
    if (comparison.key().isEmpty()) {
      notes.add(
          "%s has no key: it is compared as a whole, and equal rows are compared by their number."
              .formatted(table.source()));
    }
    if (comparison.hasVersions()) {
      notes.add("Updates are appended: older versions of a row are not compared.");
    } else if (comparison.watermark().keepsHistory() && table.deletes() == Deletes.APPLY) {
      notes.add(
          ("%s has no key. Therefore an older version of a row looks like a deleted row, and is a"
                  + " difference too. Use Deletes.KEEP (in a configuration: deletes=keep) to keep such rows.")
              .formatted(table.source()));
    }
    if (comparison.key().isEmpty() && table.deletes() == Deletes.KEEP) {
      notes.add("Without a key, a row that was copied twice counts as a kept row.");
    }
    return notes;
  }

  /**
   * Returns the beginning of the range, with {@code rangeRows} rows of one table. If the range has
   * fewer rows, returns the whole range.
   */
  private KeyRange end(TableComparison comparison, KeyRange range, boolean ofHeap)
      throws SQLException {
    KeyOrder key = comparison.key();
    RowFilter filter = key.range(range);
    String values =
        String.join(
            ", ",
            key.columns().stream().map(c -> (ofHeap ? c.heap() : c.iceberg()) + "::text").toList());
    String sql =
        SqlTemplate.of(END)
            .with("key", values)
            .with("table", Sql.table(ofHeap ? table.source() : table.target()))
            .with("condition", ofHeap ? filter.heap() : filter.iceberg())
            .with("order", ofHeap ? key.heapOrder() : key.icebergOrder())
            .with("offset", rangeRows - 1L)
            .sql();
    try (Statement statement = comparison.task().connection().createStatement();
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
