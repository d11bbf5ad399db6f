package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.BatchSize.End;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.copy.KeyBatch;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Returns the last row of this page; empty if the page has all remaining rows. */
  Optional<End> end() throws SQLException {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    Queries.readByIndex(task.connection());
    BatchSize size = task.size();
    String select =
        "%s, %s"
            .formatted(
                Sql.columns(position()), BatchSize.bytesOf(task.columns().toCopy(task.table())));
    String limit = limit(size.rows(), "ONLY");
    String candidates =
        SqlTemplate.of("SELECT * FROM ({rows}) AS candidates {limit}")
            .with("rows", newRows(select, Optional.empty(), limit))
            .with("limit", limit)
            .sql();
    return size.end(task, position(), candidates);
  }

  /** Appends the page's rows to the Iceberg table. Returns how many it appended. */
  long append(Optional<End> end) throws SQLException {
    if (ranges.isEmpty()) {
      return 0;
    }
    List<String> columns = task.columns().toCopy(task.table());
    return new IcebergTableWriter(task).append(page(columns, task.columns().values(columns), end));
  }

  /** Returns the keys of the page's rows. */
  KeyBatch keys(Optional<End> end) throws SQLException {
    KeyBatch keys = new KeyBatch(key());
    if (ranges.isEmpty()) {
      return keys;
    }
    String sql = page(key(), task.columns().texts(key()), end);
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setFetchSize(KeyBatch.FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(rows, 1);
        }
      }
    }
    return keys;
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
  private String page(List<String> columns, String select, Optional<End> end) {
    String read =
        Sql.columns(Stream.concat(columns.stream(), position().stream()).distinct().toList());
    if (end.isEmpty()) {
      return "SELECT %s FROM (%s) AS page".formatted(select, newRows(read, end, ""));
    }
    return SqlTemplate.of("SELECT {columns} FROM ({rows}) AS page WHERE {condition}")
        .with("columns", select)
        .with("rows", newRows(read, end, limit(end.get().rows(), "WITH TIES")))
        .with("condition", compare(task, position(), "<=", end.get().position()))
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
