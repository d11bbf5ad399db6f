package io.lakehousesync.postgres;

import io.lakehousesync.postgres.BatchSize.End;
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
 * The SQL of one page of rows between two snapshots, in the order of (transaction id, key). Without
 * a key a page ends between transactions.
 *
 * <p>A page's cost follows its own rows, whatever the table holds, because each range of
 * transaction ids is read along an index on (id, key), from the page before on and no further than
 * the page's number of rows. An upper bound on (id, key) alone would not do: within a transaction,
 * PostgreSQL does not stop at it, and reads on to the end of the transaction.
 *
 * @param column the column with the transaction id
 * @param ranges the ids of the transactions whose rows are new
 * @param after the id and key, as text, at which the page before ended; empty for the first one
 */
record XidPage(CopyTask task, String column, List<XidRange> ranges, List<String> after) {
  /** Where this page ends; empty if it reaches the last row. */
  Optional<End> end() throws SQLException {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    Query.readByIndex(task);
    BatchSize size = task.size();
    String select =
        "%s, %s"
            .formatted(
                Sql.columns(position()), BatchSize.bytesOf(task.columns().toCopy(task.table())));
    String limit =
        " ORDER BY %s FETCH FIRST %d ROWS ONLY".formatted(Sql.columns(position()), size.rows());
    String candidates =
        "SELECT * FROM (%s) AS candidates%s"
            .formatted(newRows(select, Optional.empty(), limit), limit);
    return size.end(task, position(), candidates);
  }

  /** Appends the page's rows to the Iceberg table. */
  long append(Optional<End> end) throws SQLException {
    if (ranges.isEmpty()) {
      return 0;
    }
    List<String> columns = task.columns().toCopy(task.table());
    String sql =
        "INSERT INTO %s (%s) %s"
            .formatted(
                Sql.table(task.table().target()),
                Sql.columns(columns),
                page(columns, Sql.columns(columns), end));
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      return statement.executeLargeUpdate();
    }
  }

  /** The keys of the page's rows. */
  KeyBatch keys(Optional<End> end) throws SQLException {
    KeyBatch keys = new KeyBatch(key());
    if (ranges.isEmpty()) {
      return keys;
    }
    String sql = page(key(), Sql.asText(key()), end);
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
   * The page's rows. Of each range as many are read as the page has: where rows have left the page
   * since its end was found, others follow them, which the bound keeps out.
   */
  private String page(List<String> columns, String select, Optional<End> end) {
    String read =
        Sql.columns(Stream.concat(columns.stream(), position().stream()).distinct().toList());
    if (end.isEmpty()) {
      return "SELECT %s FROM (%s) AS page".formatted(select, newRows(read, end, ""));
    }
    String limit =
        " ORDER BY %s FETCH FIRST %d ROWS WITH TIES"
            .formatted(Sql.columns(position()), end.get().rows());
    return "SELECT %s FROM (%s) AS page WHERE %s"
        .formatted(
            select,
            newRows(read, end, limit),
            compare(task, position(), "<=", end.get().position()));
  }

  /** The rows of all ranges, after the page before, up to the transaction of {@code end}. */
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
    return "(SELECT %s FROM %s WHERE %s AND %s < '%s'::xid8%s)"
        .formatted(select, Sql.table(task.table().source()), from, id, range.end(), limit);
  }

  /** A condition for the rows that pages up to this end have copied. */
  static String upTo(CopyTask task, String column, List<String> end) {
    return compare(task, position(task, column), "<=", end);
  }

  /** Compares rows, with literals of the columns' own types, for the index to serve. */
  private static String compare(
      CopyTask task, List<String> names, String operator, List<String> values) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      literals.add(
          "CAST(%s AS %s)"
              .formatted(Sql.literal(values.get(i)), task.columns().heapType(names.get(i))));
    }
    return "(%s) %s (%s)".formatted(Sql.columns(names), operator, String.join(", ", literals));
  }
}
