package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.ExactValue;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.RowFilter;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.verify.KeyRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The key that divides rows into ranges, in the same order for both tables. The conditions are on
 * columns without expressions. Therefore PostgreSQL can use the heap table's index, and pg_lake can
 * push the conditions down and prune files.
 *
 * <p>Text is ordered by its bytes, because all systems support that order. If the database has
 * another default order, neither an index nor pg_lake's pruning works for a range of text.
 */
record KeyOrder(List<KeyColumn> columns) {
  /**
   * A column of the key.
   *
   * @param heap its value in the heap table {@code r}. Its type is {@code type}, or a type that
   *     PostgreSQL can compare with {@code type}
   * @param iceberg its value in the Iceberg table {@code r}
   * @param type the Iceberg column's type; text if values of that type are compared as text
   * @param collate the COLLATE clause that follows the value in an ordering or a grouping; may be
   *     empty
   * @param nullable whether the heap column may be null
   */
  record KeyColumn(
      String name, String heap, String iceberg, String type, String collate, boolean nullable) {
    String ofHeap() {
      return heap + collate;
    }

    String ofIceberg() {
      return iceberg + collate;
    }

    String literal(String value) {
      return "CAST(%s AS %s)".formatted(Sql.literal(value), type) + collate;
    }
  }

  private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint");

  private static final String BY_BYTES = " COLLATE \"C\"";

  /** Finds the columns with a collation in which different texts can be equal. */
  private static final String INEXACT =
      """
      SELECT a.attname FROM pg_attribute AS a JOIN pg_collation AS c ON c.oid = a.attcollation
      WHERE a.attrelid IN (to_regclass(?), to_regclass(?)) AND NOT c.collisdeterministic
      """;

  /** Returns a row if the database orders text by its bytes. */
  private static final String BYTE_ORDER =
      """
      SELECT 'yes' FROM pg_database
      WHERE datname = current_database() AND datlocprovider = 'c' AND datcollate IN ('C', 'POSIX')
        AND NOT EXISTS (
          SELECT FROM pg_attribute AS a JOIN pg_collation AS c ON c.oid = a.attcollation
          WHERE a.attrelid IN (to_regclass(?), to_regclass(?)) AND c.collname <> 'default')
      """;

  /**
   * Returns the order by these columns. If the key has no columns, the whole table is one range.
   */
  static KeyOrder of(CopyTask task, List<String> key) throws SQLException {
    TableColumns columns = task.columns();
    boolean byteOrder =
        Queries.value(
                task.connection(),
                BYTE_ORDER,
                Sql.table(task.table().source()),
                Sql.table(task.table().target()))
            .isPresent();
    List<String> inexact =
        Queries.values(
            task.connection(),
            INEXACT,
            Sql.table(task.table().source()),
            Sql.table(task.table().target()));
    List<KeyColumn> ordered = new ArrayList<>();
    for (String name : key) {
      Column heap = Objects.requireNonNull(columns.heap().get(name), name);
      ordered.add(column(heap, columns.icebergType(name), byteOrder, inexact.contains(name)));
    }
    return new KeyOrder(ordered);
  }

  private static KeyColumn column(
      Column heap, String icebergType, boolean byteOrder, boolean inexact) {
    String column = "r." + Sql.identifier(heap.name());
    String iceberg = column;
    String type = icebergType;
    if (isCaseInsensitive(icebergType)) {
      type = "text";
      iceberg = "CAST(%s AS text)".formatted(column);
    }
    boolean bare =
        heap.type().equals(type) || (WHOLE.contains(heap.type()) && WHOLE.contains(type));
    String value = bare ? column : heap.as(column, type);
    String collate = ExactValue.isText(type) && !byteOrder ? BY_BYTES : "";
    String exact = inexact ? collate : "";
    return new KeyColumn(
        heap.name(), value + exact, iceberg + exact, type, collate, !heap.required());
  }

  /** Returns whether a type is citext, in whatever schema. Its operator = ignores case. */
  private static boolean isCaseInsensitive(String type) {
    return type.equals("citext") || type.endsWith(".citext");
  }

  boolean isEmpty() {
    return columns.isEmpty();
  }

  /** Returns the heap table's columns for ORDER BY. */
  String heapOrder() {
    return columns.stream().map(KeyColumn::ofHeap).collect(Collectors.joining(", "));
  }

  /** Returns the Iceberg table's columns for ORDER BY. */
  String icebergOrder() {
    return columns.stream().map(KeyColumn::ofIceberg).collect(Collectors.joining(", "));
  }

  /** Returns a filter for the rows of a range. Rows with null in their key are in no range. */
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
      heap.add(
          SqlTemplate.of("({columns}) {operator} ({values})")
              .with("columns", heapOrder())
              .with("operator", operator)
              .with("values", literals(key))
              .sql());
      iceberg.add(lexicographic(operator, key));
    }
  }

  private String literals(List<String> key) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> columns.get(i).literal(key.get(i)))
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns a comparison of keys. It consists of comparisons of single columns, because pg_lake
   * does not push down row comparisons. The bound of the first column is redundant, but it lets
   * pg_lake prune files.
   */
  private String lexicographic(String operator, List<String> key) {
    String strict = operator.substring(0, 1);
    List<String> ways = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      KeyColumn column = columns.get(i);
      String name = column.ofIceberg();
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
    return SqlTemplate.of("{first} {strict}= {value} AND ({ways})")
        .with("first", first.ofIceberg())
        .with("strict", strict)
        .with("value", first.literal(key.get(0)))
        .with("ways", ways.stream().collect(Collectors.joining(") OR (", "(", ")")))
        .sql();
  }

  /** Returns a filter for the rows with null in their key. */
  RowFilter nullKeys() {
    return new RowFilter(
        columns.stream().map(c -> c.heap + " IS NULL").collect(Collectors.joining(" OR ")),
        columns.stream().map(c -> c.iceberg() + " IS NULL").collect(Collectors.joining(" OR ")),
        List.of());
  }

  /** Returns a filter for the rows with one of these keys. The keys contain no nulls. */
  RowFilter keys(List<List<String>> keys) {
    List<List<String>> arrays = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      arrays.add(keys.stream().map(key -> key.get(column)).toList());
    }
    List<List<String>> parameters = new ArrayList<>(arrays);
    if (columns.size() > 1) {
      parameters.addAll(arrays);
    }
    return new RowFilter(
        oneOf(columns.stream().map(KeyColumn::heap).toList()),
        oneOf(columns.stream().map(KeyColumn::iceberg).toList()),
        parameters);
  }

  /**
   * Returns a condition that begins with one condition per column, because pg_lake pushes down
   * conditions on single columns; see {@link IcebergTableWriter}.
   */
  private String oneOf(List<String> values) {
    String array = "CAST(? AS %s[])";
    String narrow =
        IntStream.range(0, values.size())
            .mapToObj(i -> values.get(i) + " = ANY(" + array.formatted(columns.get(i).type) + ")")
            .collect(Collectors.joining(" AND "));
    if (values.size() == 1) {
      return narrow;
    }
    return narrow
        + SqlTemplate.of(" AND EXISTS (SELECT FROM unnest({arrays}) AS k ({names}) WHERE {equal})")
            .with(
                "arrays",
                columns.stream()
                    .map(c -> array.formatted(c.type))
                    .collect(Collectors.joining(", ")))
            .with(
                "names",
                IntStream.range(0, values.size())
                    .mapToObj(i -> "k" + i)
                    .collect(Collectors.joining(", ")))
            .with(
                "equal",
                IntStream.range(0, values.size())
                    .mapToObj(i -> "k.k%d = %s".formatted(i, values.get(i)))
                    .collect(Collectors.joining(" AND ")))
            .sql();
  }
}
