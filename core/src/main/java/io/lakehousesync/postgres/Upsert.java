package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Replaces rows of the Iceberg table by key: deletes them, then inserts the rows that the heap
 * table holds under these keys now. A row that changed since its key was found is inserted in its
 * newest state, and comes again with its own change; a row that is gone stays deleted.
 *
 * <p>{@code = ANY(array)} because pg_lake pushes it down and prunes files by it. A join pulls every
 * key of the Iceberg table into PostgreSQL, so that its cost follows the table's size; a composite
 * key is therefore narrowed by each of its columns first.
 */
record Upsert(CopyTask task) {
  /** Returns how many rows were inserted. */
  long replace(KeyBatch keys) throws SQLException {
    if (keys.isEmpty()) {
      return 0;
    }
    Query.readByIndex(task);
    TableName heap = task.table().source();
    TableName iceberg = task.table().target();
    String list = Sql.columns(task.columns().toCopy(task.table()));
    execute(
        "DELETE FROM %s AS r WHERE %s"
            .formatted(Sql.table(iceberg), matches(keys, task.columns()::icebergType)),
        keys);
    return execute(
        "INSERT INTO %s (%s) SELECT %s FROM %s AS r WHERE %s"
            .formatted(
                Sql.table(iceberg),
                list,
                list,
                Sql.table(heap),
                matches(keys, task.columns()::heapType)),
        keys);
  }

  /** A condition on {@code r} with two parameters per key column if there are several, else one. */
  private static String matches(KeyBatch keys, UnaryOperator<String> types) {
    List<String> names = keys.names();
    String narrow =
        names.stream()
            .map(name -> "r.%s = ANY(%s)".formatted(Sql.identifier(name), array(name, types)))
            .collect(Collectors.joining(" AND "));
    if (names.size() == 1) {
      return narrow;
    }
    return narrow
        + " AND EXISTS (SELECT FROM unnest(%s) AS k (%s) WHERE %s)"
            .formatted(
                names.stream().map(name -> array(name, types)).collect(Collectors.joining(", ")),
                Sql.columns(names),
                names.stream()
                    .map(Sql::identifier)
                    .map(name -> "k.%s = r.%s".formatted(name, name))
                    .collect(Collectors.joining(" AND ")));
  }

  private static String array(String name, UnaryOperator<String> types) {
    return "CAST(CAST(? AS text[]) AS %s[])".formatted(types.apply(name));
  }

  private long execute(String sql, KeyBatch keys) throws SQLException {
    int columns = keys.names().size();
    int parameters = columns == 1 ? 1 : 2 * columns;
    try (PreparedStatement statement = task.connection().prepareStatement(sql)) {
      for (int i : IntStream.range(0, parameters).toArray()) {
        statement.setArray(i + 1, keys.array(task.connection(), i % columns));
      }
      return statement.executeLargeUpdate();
    }
  }
}
