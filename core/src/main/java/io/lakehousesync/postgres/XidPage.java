package io.lakehousesync.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL of one page of rows between two snapshots, in the order of (transaction id, key). Without
 * a key a page ends between transactions. Both halves of the condition are ranges of an index on
 * (id, key), so that the cost follows the rows of the page.
 *
 * @param column the column with the transaction id
 * @param previous the snapshot of the last complete copy
 * @param current the snapshot that this copy leads to
 * @param after the id and key, as text, at which the page before ended; empty for the first one
 */
record XidPage(
    CopyTask task, String column, PgSnapshot previous, PgSnapshot current, List<String> after) {

  /** Where this page ends, as text; empty if it reaches the last row. */
  Optional<List<String>> end() throws SQLException {
    String sql =
        "SELECT %s FROM (%s) AS page ORDER BY %s OFFSET ? LIMIT 1"
            .formatted(Sql.asText(position()), newRows(position(), Optional.empty()), pageOrder());
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      statement.setInt(1, task.batchRows() - 1);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(position(row)) : Optional.empty();
      }
    }
  }

  /** Appends the page's rows to the Iceberg table. */
  long append(Optional<List<String>> end) throws SQLException {
    List<String> columns = task.columns().toCopy(task.table());
    String sql =
        "INSERT INTO %s (%s) %s"
            .formatted(
                Sql.table(task.table().target()), Sql.columns(columns), newRows(columns, end));
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      return statement.executeLargeUpdate();
    }
  }

  /** The keys of the page's rows. */
  KeyBatch keys(Optional<List<String>> end) throws SQLException {
    KeyBatch keys = new KeyBatch(key());
    String sql = "SELECT %s FROM (%s) AS page".formatted(Sql.asText(key()), newRows(key(), end));
    try (PreparedStatement statement = task.connection().prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.add(rows, 1);
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

  /** Qualified: a bare name would mean the column of the result, which is text. */
  private String pageOrder() {
    return position().stream()
        .map(name -> "page." + Sql.identifier(name))
        .collect(Collectors.joining(", "));
  }

  private List<String> position(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= position().size(); i++) {
      values.add(row.getString(i));
    }
    return values;
  }

  /** The rows that {@code current} sees and {@code previous} did not, after the page before. */
  private String newRows(List<String> columns, Optional<List<String>> end) {
    String select =
        "SELECT %s FROM %s WHERE pg_visible_in_snapshot(%s, %s)"
            .formatted(
                Sql.columns(columns),
                Sql.table(task.table().source()),
                Sql.identifier(column),
                Sql.literal(current.text()) + "::pg_snapshot");
    if (!after.isEmpty()) {
      select += " AND " + compare(task, position(), ">", after);
    }
    if (end.isPresent()) {
      select += " AND " + compare(task, position(), "<=", end.get());
    }
    String id = Sql.identifier(column);
    String begun =
        "%s AND %s >= '%s'::xid8 AND %s < '%s'::xid8"
            .formatted(select, id, previous.xmax(), id, current.xmax());
    String late =
        previous.inProgress().stream()
            .filter(xid -> !current.inProgress().contains(xid))
            .map(xid -> "'%s'::xid8".formatted(xid))
            .collect(Collectors.joining(", "));
    return late.isEmpty()
        ? begun
        : "%s AND %s IN (%s) UNION ALL %s".formatted(select, id, late, begun);
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
