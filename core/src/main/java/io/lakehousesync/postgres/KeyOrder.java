package io.lakehousesync.postgres;

import io.lakehousesync.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The key by which rows are divided into ranges, in one order for both tables. Conditions are on
 * bare columns, so that an index of the heap table serves them, and pg_lake can push them down and
 * prune files.
 *
 * <p>Text is in the order of its bytes, the only one that all systems have. Where the database has
 * another one by default, neither an index nor pg_lake serves such a range.
 */
record KeyOrder(List<KeyColumn> columns) {
  /**
   * A column of the key.
   *
   * @param heap its value in the heap table {@code r}, of the Iceberg column's type or one that
   *     PostgreSQL compares with it
   * @param type the Iceberg column's type
   * @param collate what follows the value where it is ordered
   * @param nullable whether the heap column may be null
   */
  record KeyColumn(String name, String heap, String type, String collate, boolean nullable) {
    String iceberg() {
      return "r." + Sql.identifier(name);
    }

    String literal(String value) {
      return "CAST(%s AS %s)%s".formatted(Sql.literal(value), type, collate);
    }
  }

  private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint");

  /** Whether text is in the order of its bytes by default. */
  private static final String BYTE_ORDER =
      """
      SELECT 'yes' FROM pg_database
      WHERE datname = current_database() AND datlocprovider = 'c' AND datcollate IN ('C', 'POSIX')
        AND NOT EXISTS (
          SELECT FROM pg_attribute AS a JOIN pg_collation AS c ON c.oid = a.attcollation
          WHERE a.attrelid IN (to_regclass(?), to_regclass(?)) AND c.collname <> 'default')
      """;

  /** The order by these columns; without any, there is one range. */
  static KeyOrder of(CopyTask task, List<String> key) throws SQLException {
    TableColumns columns = task.columns();
    boolean byteOrder =
        Catalog.value(
                task.connection(),
                BYTE_ORDER,
                Sql.table(task.table().source()),
                Sql.table(task.table().target()))
            .isPresent();
    List<KeyColumn> ordered = new ArrayList<>();
    for (String name : key) {
      Column heap = Objects.requireNonNull(columns.heap().get(name), name);
      String type = columns.icebergType(name);
      boolean bare =
          heap.type().equals(type) || (WHOLE.contains(heap.type()) && WHOLE.contains(type));
      String column = "r." + Sql.identifier(name);
      ordered.add(
          new KeyColumn(
              name,
              bare ? column : "CAST(%s AS %s)".formatted(column, type),
              type,
              isText(type) && !byteOrder ? " COLLATE \"C\"" : "",
              !heap.required()));
    }
    return new KeyOrder(ordered);
  }

  private static boolean isText(String type) {
    return type.equals("text") || type.startsWith("character");
  }

  boolean isEmpty() {
    return columns.isEmpty();
  }

  /** The heap table's columns in this order, for ORDER BY. */
  String heapOrder() {
    return columns.stream().map(c -> c.heap + c.collate).collect(Collectors.joining(", "));
  }

  /** The Iceberg table's. */
  String icebergOrder() {
    return columns.stream().map(c -> c.iceberg() + c.collate).collect(Collectors.joining(", "));
  }

  /** The rows of a range. Rows that have null in their key are in none. */
  RowFilter range(KeyRange range) {
    List<String> heap = new ArrayList<>();
    List<String> iceberg = new ArrayList<>();
    for (KeyColumn column : columns) {
      if (column.nullable) {
        heap.add(column.heap + " IS NOT NULL");
      }
      iceberg.add(column.iceberg() + " IS NOT NULL");
    }
    bound(heap, iceberg, ">", range.after());
    bound(heap, iceberg, "<=", range.through());
    return RowFilter.of(heap, iceberg);
  }

  private void bound(List<String> heap, List<String> iceberg, String operator, List<String> key) {
    if (!key.isEmpty()) {
      heap.add("(%s) %s (%s)".formatted(heapOrder(), operator, literals(key)));
      iceberg.add(lexicographic(operator, key));
    }
  }

  private String literals(List<String> key) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> columns.get(i).literal(key.get(i)))
        .collect(Collectors.joining(", "));
  }

  /**
   * Compares as a row does, in comparisons that pg_lake can push down: it does not know rows. The
   * first column's bound, which the rest implies, is what prunes files.
   */
  private String lexicographic(String operator, List<String> key) {
    String strict = operator.substring(0, 1);
    List<String> ways = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      KeyColumn column = columns.get(i);
      String name = column.iceberg() + column.collate;
      String literal = column.literal(key.get(i));
      boolean last = i == key.size() - 1;
      List<String> way = new ArrayList<>(equal);
      way.add("%s %s %s".formatted(name, last ? operator : strict, literal));
      ways.add(String.join(" AND ", way));
      equal.add("%s = %s".formatted(name, literal));
    }
    if (ways.size() == 1) {
      return ways.get(0);
    }
    KeyColumn first = columns.get(0);
    return "%s %s= %s AND (%s)"
        .formatted(
            first.iceberg() + first.collate,
            strict,
            first.literal(key.get(0)),
            ways.stream().collect(Collectors.joining(") OR (", "(", ")")));
  }

  /** The rows that have null in their key. */
  RowFilter nullKeys() {
    return new RowFilter(
        columns.stream().map(c -> c.heap + " IS NULL").collect(Collectors.joining(" OR ")),
        columns.stream().map(c -> c.iceberg() + " IS NULL").collect(Collectors.joining(" OR ")),
        List.of());
  }

  /** The rows with one of these keys, none of which has a null. */
  RowFilter keys(Connection connection, List<List<String>> keys) throws SQLException {
    List<java.sql.Array> arrays = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      arrays.add(
          connection.createArrayOf("text", keys.stream().map(key -> key.get(column)).toArray()));
    }
    List<java.sql.Array> parameters = new ArrayList<>(arrays);
    if (columns.size() > 1) {
      parameters.addAll(arrays);
    }
    return new RowFilter(
        oneOf(columns.stream().map(KeyColumn::heap).toList()),
        oneOf(columns.stream().map(KeyColumn::iceberg).toList()),
        parameters);
  }

  /** Narrowed by each column, which pg_lake pushes down; see {@link Upsert}. */
  private String oneOf(List<String> values) {
    String array = "CAST(CAST(? AS text[]) AS %s[])";
    String narrow =
        IntStream.range(0, values.size())
            .mapToObj(i -> values.get(i) + " = ANY(" + array.formatted(columns.get(i).type) + ")")
            .collect(Collectors.joining(" AND "));
    if (values.size() == 1) {
      return narrow;
    }
    return narrow
        + " AND EXISTS (SELECT FROM unnest(%s) AS k (%s) WHERE %s)"
            .formatted(
                columns.stream()
                    .map(c -> array.formatted(c.type))
                    .collect(Collectors.joining(", ")),
                IntStream.range(0, values.size())
                    .mapToObj(i -> "k" + i)
                    .collect(Collectors.joining(", ")),
                IntStream.range(0, values.size())
                    .mapToObj(i -> "k.k%d = %s".formatted(i, values.get(i)))
                    .collect(Collectors.joining(" AND ")));
  }
}
