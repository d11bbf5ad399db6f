package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.RowFilter;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.TableName;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.util.PSQLState;

/**
 * Appends, replaces and deletes rows of the task's Iceberg table, inside of the task's transaction.
 * New rows come from the heap table, if they pass the table's filter ({@link HeapRows}). The alias
 * {@code r} is the heap table in an INSERT, and the Iceberg table in a DELETE.
 *
 * <p>Rows are deleted with the condition {@code key = ANY(array)}. pg_lake pushes this condition
 * down and prunes files by it. A join would read every key of the Iceberg table into PostgreSQL,
 * and the cost of a batch would grow with the table. Only a composite key needs a join. To make
 * this join read fewer rows, the statement first has a condition {@code column = ANY(array)} for
 * each column of the key.
 */
public record IcebergTableWriter(CopyTask task) {
  private static final String INSERT = "INSERT INTO {iceberg} ({columns}) {rows}";
  private static final String DELETE = "DELETE FROM {iceberg} AS r WHERE {condition}";
  private static final String DELETE_ALL = "DELETE FROM {iceberg}";
  private static final String SAME_KEY =
      "{narrow} AND EXISTS (SELECT FROM unnest({arrays}) AS k ({columns}) WHERE {equal})";

  /** Returns the statement that deletes all rows of an Iceberg table. */
  public static String deleteAll(TableName table) {
    return SqlTemplate.of(DELETE_ALL).with("iceberg", Sql.table(table)).sql();
  }

  /**
   * Returns the statement that appends rows.
   *
   * @param rows a query that selects the columns to copy, in their order
   */
  public String insert(String rows) {
    return insert(columns(), rows);
  }

  /**
   * Appends the rows that a query returns. Returns how many it appended.
   *
   * @param rows a query that selects the columns to copy, in their order
   */
  public long append(String rows) throws SQLException {
    return execute(insert(rows));
  }

  /** Appends all rows of the heap table. Returns how many it appended. */
  public long appendAll() throws SQLException {
    return append(heapRows(columns(), "true"));
  }

  /** Appends the heap rows that meet the condition on {@code r}. Returns how many it appended. */
  public long appendWhere(String condition) throws SQLException {
    return append(heapRows(columns(), condition));
  }

  /**
   * Appends the heap rows that pass the filter and also meet the condition. Columns that the heap
   * table does not have stay null. Returns how many rows it appended.
   */
  public long appendWhere(RowFilter filter, String condition) throws SQLException {
    List<String> columns = columns().stream().filter(task.columns().copied()::containsKey).toList();
    return execute(
        insert(columns, heapRows(columns, "(%s) AND (%s)".formatted(filter.heap(), condition))),
        filter);
  }

  /** Deletes all rows. */
  public void deleteAll() throws SQLException {
    execute(deleteAll(task.table().target()));
  }

  /** Deletes the rows that meet a condition. Returns how many it deleted. */
  public long deleteWhere(String condition) throws SQLException {
    return execute(delete(condition));
  }

  /** Replaces all rows by the rows of the heap table. Returns how many rows it inserted. */
  public long replaceAll() throws SQLException {
    deleteAll();
    return appendAll();
  }

  /**
   * Replaces the rows with these keys. First deletes them, then inserts the rows that the heap
   * table now has with these keys, and that pass the filter. If a row has changed since its key was
   * found, its newest state is inserted. A later batch then copies this row again. If the heap row
   * was deleted, nothing is inserted.
   *
   * <p>An archive must not lose this row. Therefore, if a row of an archive has left the heap table
   * since its key was found, the transaction is repeated: it then no longer finds the key.
   *
   * @return the number of inserted rows
   * @throws SQLException with the SQLSTATE of a serialization failure, if the transaction must be
   *     repeated
   */
  public long replace(KeyBatch keys) throws SQLException {
    if (keys.isEmpty()) {
      return 0;
    }
    Queries.readByIndex(task.connection());
    execute(delete(matches(keys, task.columns()::icebergType)), keys);
    long inserted =
        execute(insert(heapRows(columns(), matches(keys, task.columns()::keyType))), keys);
    requireKept(inserted, keys.size());
    return inserted;
  }

  /**
   * Requires that an archive has again each row that was deleted to be replaced.
   *
   * @param inserted how many rows were inserted
   * @param rows how many rows were deleted: with a key, one for each key, even if the Iceberg table
   *     did not have it
   * @throws SQLException with the SQLSTATE of a serialization failure, if a row left the heap table
   *     meanwhile, so that the transaction must be repeated
   */
  public void requireKept(long inserted, long rows) throws SQLException {
    if (task.table().deletes() == Deletes.KEEP && inserted < rows) {
      throw new SQLException(
          "Rows of %s were changed, deleted, or got another key, while they were copied into an archive."
              .formatted(task.table().source()),
          PSQLState.SERIALIZATION_FAILURE.getState());
    }
  }

  /** Deletes the rows that pass the filter. Returns how many it deleted. */
  public long delete(RowFilter filter) throws SQLException {
    return execute(delete(filter.iceberg()), filter);
  }

  private List<String> columns() {
    return task.columns().toCopy(task.table());
  }

  private String insert(List<String> columns, String rows) {
    return SqlTemplate.of(INSERT)
        .with("iceberg", Sql.table(task.table().target()))
        .with("columns", Sql.columns(columns))
        .with("rows", rows)
        .sql();
  }

  private String heapRows(List<String> columns, String condition) {
    return task.heapRows().select(task.columns().values(columns), condition);
  }

  private String delete(String condition) {
    return SqlTemplate.of(DELETE)
        .with("iceberg", Sql.table(task.table().target()))
        .with("condition", condition)
        .sql();
  }

  /**
   * Returns a condition on {@code r}. It has one parameter if the key has one column, otherwise two
   * parameters per column.
   */
  private static String matches(KeyBatch keys, UnaryOperator<String> types) {
    List<String> names = keys.names();
    String narrow =
        names.stream()
            .map(name -> "r.%s = ANY(%s)".formatted(Sql.identifier(name), array(name, types)))
            .collect(Collectors.joining(" AND "));
    if (names.size() == 1) {
      return narrow;
    }
    return SqlTemplate.of(SAME_KEY)
        .with("narrow", narrow)
        .with(
            "arrays",
            names.stream().map(name -> array(name, types)).collect(Collectors.joining(", ")))
        .with("columns", Sql.columns(names))
        .with(
            "equal",
            names.stream()
                .map(Sql::identifier)
                .map(name -> "k.%s = r.%s".formatted(name, name))
                .collect(Collectors.joining(" AND ")))
        .sql();
  }

  private static String array(String name, UnaryOperator<String> types) {
    return "CAST(? AS %s[])".formatted(types.apply(name));
  }

  private long execute(String sql) throws SQLException {
    return execute(sql, RowFilter.ALL);
  }

  private long execute(String sql, RowFilter filter) throws SQLException {
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      filter.bind(statement, 1);
      return statement.executeLargeUpdate();
    }
  }

  private long execute(String sql, KeyBatch keys) throws SQLException {
    int columns = keys.names().size();
    int parameters = columns == 1 ? 1 : 2 * columns;
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      for (int i : IntStream.range(0, parameters).toArray()) {
        keys.bind(statement, i + 1, i % columns);
      }
      return statement.executeLargeUpdate();
    }
  }
}
