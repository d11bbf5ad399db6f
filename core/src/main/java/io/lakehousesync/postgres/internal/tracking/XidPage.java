package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.BatchSize.End;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.HeapFiles;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL of one page of rows between two snapshots, in the order of (transaction id, key). If the
 * table has no key, each page has all rows of its transactions.
 *
 * <p>The cost of a page depends on its own rows only, not on the size of the table. Each range of
 * transaction ids is read along an index on (id, key). The query begins after the previous page and
 * limits the number of rows. If the query had an upper bound on (id, key) instead of the limit,
 * PostgreSQL would read on to the end of the transaction.
 *
 * @param column the column with the transaction id
 * @param ranges the ids of the transactions whose rows are new
 * @param after the id and key, as text, of the last row of the previous page; empty for the first
 *     page
 */
record XidPage(CopyTask task, String column, List<XidRange> ranges, List<String> after) {
  private static final String RANGE =
      "(SELECT {columns} FROM {heap} WHERE {from} AND {id} < '{end}'::xid8 {limit})";

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  /** The number of rows that are measured, if the other rows probably have similar sizes. */
  private static final int MEASURED_ROWS = 10_000;

  /**
   * Returns the last row of this page; empty if the page has all remaining rows. Measures the first
   * rows. If the page has more rows, assumes that they have the same average size, because
   * measuring them takes a third of the time of the copy. If the table's TOASTed values could
   * exceed the limit of the page, measures all rows.
   */
  Optional<End> end() throws SQLException {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    Queries.readByIndex(task.connection());
    BatchSize size = task.size();
    BatchSize first = size.atMost(MEASURED_ROWS);
    Optional<End> end = measuredEnd(first);
    if (size.equals(first) || end.isEmpty() || end.get().rows() < first.rows()) {
      return end;
    }
    if (HeapFiles.read(task).isWide(size)) {
      return measuredEnd(size);
    }
    long bytes = Math.max(1, task.measured().bytesOf(first.rows()));
    return row((int) Math.min(size.rows(), size.bytes() * first.rows() / bytes));
  }

  private Optional<End> measuredEnd(BatchSize size) throws SQLException {
    String select =
        "%s, %s"
            .formatted(
                Sql.columns(position()), BatchSize.bytesOf(task.columns().measured(task.table())));
    return size.end(task, position(), candidates(select, size.rows()));
  }

  /** Returns a row of the rows after the previous page, if there are so many. */
  private Optional<End> row(int number) throws SQLException {
    String sql =
        SqlTemplate.of("SELECT {texts} FROM ({candidates}) AS page OFFSET {before}")
            .with("texts", task.columns().texts(position()))
            .with("candidates", candidates(Sql.columns(position()), number))
            .with("before", number - 1)
            .sql();
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return Optional.empty();
      }
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= position().size(); i++) {
        values.add(row.getString(i));
      }
      return Optional.of(new End(values, number));
    }
  }

  /** Returns a query for the first rows after the previous page, in their order. */
  private String candidates(String select, int rows) {
    String limit = limit(rows, "ONLY");
    return SqlTemplate.of("SELECT * FROM ({rows}) AS candidates {limit}")
        .with("rows", newRows(select, Optional.empty(), limit))
        .with("limit", limit)
        .sql();
  }

  /** Appends the page's rows to the Iceberg table. Returns how many it appended. */
  long append(Optional<End> end) throws SQLException {
    if (ranges.isEmpty()) {
      return 0;
    }
    return append(end, "true");
  }

  /**
   * Appends those of the page's rows that meet a condition and pass the filter. Returns how many it
   * appended. The page ends at the same row with and without a filter.
   */
  private long append(Optional<End> end, String condition) throws SQLException {
    List<String> columns = task.columns().toCopy(task.table());
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    String values = task.columns().values(columns);
    HeapRows rows = task.heapRows();
    if (!rows.areChanged()) {
      return iceberg.append(page(columns, values, end, condition));
    }
    List<String> all = rows.names();
    return iceberg.append(
        SqlTemplate.of("SELECT {columns} FROM {rows} WHERE {matching}")
            .with("columns", values)
            .with(
                "rows",
                rows.from("(%s) AS page".formatted(page(all, Sql.columns(all), end, condition))))
            .with("matching", rows.matching())
            .sql());
  }

  /**
   * Replaces the rows with the keys of the page, and with keys that were removed. If the page has
   * more keys than the host may hold, replaces the rows of the first keys before it reads further
   * keys. Returns how many rows it inserted.
   *
   * <p>In a large page, the rows that cannot be in the Iceberg table are only appended, because
   * their keys are above all keys there. This is several times as fast.
   */
  long replace(Optional<End> end, KeyBatch removed) throws SQLException {
    if (ranges.isEmpty() || task.measured().rows() < MEASURED_ROWS) {
      return replace(end, removed, "true");
    }
    long replaced = new IcebergTableWriter(task).replace(removed.distinct());
    Optional<String> isNew = isAboveAllKeys();
    if (isNew.isPresent()) {
      replaced += append(end, isNew.get());
    }
    String isOld = isNew.map("(%s) IS NOT TRUE"::formatted).orElse("true");
    return replaced + replace(end, new KeyBatch(key()), isOld);
  }

  private long replace(Optional<End> end, KeyBatch removed, String condition) throws SQLException {
    IcebergTableWriter iceberg = new IcebergTableWriter(task);
    KeyBatch keys = removed;
    long replaced = 0;
    if (!ranges.isEmpty()) {
      String sql = page(key(), task.columns().texts(key()), end, condition);
      try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
        statement.setFetchSize(KeyBatch.FETCH_ROWS);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            if (keys.isFull(task.size().keys())) {
              replaced += iceberg.replace(keys.distinct());
              keys = new KeyBatch(key());
            }
            keys.add(rows, 1);
          }
        }
      }
    }
    return replaced + iceberg.replace(keys.distinct());
  }

  /**
   * Returns a condition for rows whose key is above all keys of the Iceberg table; empty if no
   * column of the key is an integer in both tables. Both engines order integers in the same way.
   */
  private Optional<String> isAboveAllKeys() throws SQLException {
    List<String> integers =
        key().stream()
            .filter(name -> INTEGERS.contains(task.columns().keyType(name)))
            .filter(name -> INTEGERS.contains(task.columns().icebergType(name)))
            .map(Sql::identifier)
            .toList();
    if (integers.isEmpty()) {
      return Optional.empty();
    }
    String sql =
        SqlTemplate.of("SELECT {maxima} FROM {iceberg}")
            .with(
                "maxima",
                integers.stream().map("max(%s)::text"::formatted).collect(Collectors.joining(", ")))
            .with("iceberg", Sql.table(task.table().target()))
            .sql();
    List<String> above = new ArrayList<>();
    try (Statement statement = task.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      for (int i = 0; i < integers.size(); i++) {
        String max = row.getString(i + 1);
        above.add(max == null ? "true" : "%s > %s".formatted(integers.get(i), max));
      }
    }
    return Optional.of(String.join(" OR ", above));
  }

  private List<String> key() {
    return task.columns().key(task.table());
  }

  private List<String> position() {
    return position(task, column);
  }

  private static List<String> position(CopyTask task, String column) {
    List<String> position = new ArrayList<>(List.of(column));
    task.columns().key(task.table()).stream()
        .filter(name -> !name.equals(column))
        .forEach(position::add);
    return position;
  }

  /**
   * Returns a query for the page's rows. From each range, the query reads at most as many rows as
   * the page has. If rows were updated after the end of the page was found, later rows take their
   * place within the limit. The condition excludes these later rows.
   */
  private String page(List<String> columns, String select, Optional<End> end, String condition) {
    String read =
        Sql.columns(Stream.concat(columns.stream(), position().stream()).distinct().toList());
    if (end.isEmpty()) {
      return SqlTemplate.of("SELECT {columns} FROM ({rows}) AS page WHERE {condition}")
          .with("columns", select)
          .with("rows", newRows(read, end, ""))
          .with("condition", condition)
          .sql();
    }
    return SqlTemplate.of(
            "SELECT {columns} FROM ({rows}) AS page WHERE {upToEnd} AND ({condition})")
        .with("columns", select)
        .with("rows", newRows(read, end, limit(end.get().rows(), "WITH TIES")))
        .with("upToEnd", compare(task, position(), "<=", end.get().position()))
        .with("condition", condition)
        .sql();
  }

  /** Returns a query for the rows after the previous page, up to the transaction of {@code end}. */
  private String newRows(String select, Optional<End> end, String limit) {
    Optional<BigInteger> last = end.map(found -> new BigInteger(found.position().get(0)));
    Optional<BigInteger> reached = after.stream().findFirst().map(BigInteger::new);
    return ranges.stream()
        .filter(range -> reached.isEmpty() || range.end().compareTo(reached.get()) > 0)
        .filter(range -> last.isEmpty() || range.first().compareTo(last.get()) <= 0)
        .map(range -> rowsOf(range, select, reached, limit))
        .collect(Collectors.joining(" UNION ALL "));
  }

  private String rowsOf(XidRange range, String select, Optional<BigInteger> reached, String limit) {
    String id = Sql.identifier(column);
    String from =
        reached.filter(range::contains).isPresent()
            ? compare(task, position(), ">", after)
            : "%s >= '%s'::xid8".formatted(id, range.first());
    return SqlTemplate.of(RANGE)
        .with("columns", select)
        .with("heap", Sql.table(task.table().source()))
        .with("from", from)
        .with("id", id)
        .with("end", range.end().toString())
        .with("limit", limit)
        .sql();
  }

  private String limit(int rows, String ties) {
    return SqlTemplate.of("ORDER BY {position} FETCH FIRST {rows} ROWS {ties}")
        .with("position", Sql.columns(position()))
        .with("rows", rows)
        .with("ties", ties)
        .sql();
  }

  /** Returns a condition for the rows of all pages up to this end. */
  static String upTo(CopyTask task, String column, List<String> end) {
    return compare(task, position(task, column), "<=", end);
  }

  /**
   * Returns an SQL comparison of several columns with several values. The literals have the types
   * of the columns, so that PostgreSQL can use an index.
   */
  private static String compare(
      CopyTask task, List<String> names, String operator, List<String> values) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      literals.add(
          "CAST(%s AS %s)"
              .formatted(Sql.literal(values.get(i)), task.columns().keyType(names.get(i))));
    }
    return SqlTemplate.of("({columns}) {operator} ({values})")
        .with("columns", Sql.columns(names))
        .with("operator", operator)
        .with("values", String.join(", ", literals))
        .sql();
  }
}
