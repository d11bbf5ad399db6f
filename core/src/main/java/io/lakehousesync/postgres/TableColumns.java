package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a heap table and of its Iceberg table, by name with their types as {@code
 * format_type} writes them, in the order of the table.
 */
record TableColumns(Map<String, String> heap, Map<String, String> iceberg) {
  private static final String QUERY =
      """
      SELECT n.nspname = ? AND c.relname = ?                AS is_heap,
             a.attname                                      AS name,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_class     AS c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      WHERE (n.nspname = ? AND c.relname = ? OR n.nspname = ? AND c.relname = ?)
        AND a.attnum > 0
        AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  static TableColumns read(Connection connection, SyncTable table) throws SQLException {
    Map<String, String> heap = new LinkedHashMap<>();
    Map<String, String> iceberg = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      int parameter = 0;
      for (TableName name : List.of(table.source(), table.source(), table.target())) {
        statement.setString(++parameter, name.schema());
        statement.setString(++parameter, name.name());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          (rows.getBoolean("is_heap") ? heap : iceberg)
              .put(rows.getString("name"), rows.getString("type"));
        }
      }
    }
    return new TableColumns(heap, iceberg);
  }

  /** The names of the columns to copy, in the Iceberg table's order. */
  List<String> toCopy(SyncTable table) {
    return iceberg.keySet().stream()
        .filter(name -> table.columns().isEmpty() || table.columns().contains(name))
        .toList();
  }

  /** Why these columns cannot be copied, one sentence each; empty if they can. */
  List<String> problems(SyncTable table) {
    if (heap.isEmpty()) {
      return List.of("Heap table %s does not exist. Check its name.".formatted(table.source()));
    }
    if (iceberg.isEmpty()) {
      return List.of(
          "Iceberg table %s does not exist. Create it: CREATE TABLE %s (…) USING iceberg."
              .formatted(table.target(), table.target()));
    }
    List<String> problems = new ArrayList<>();
    List<String> wanted = table.columns().isEmpty() ? List.copyOf(heap.keySet()) : table.columns();
    for (String name : wanted) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Column %s of %s, which is to be copied, does not exist."
                .formatted(Sql.identifier(name), table.source()));
      } else if (!iceberg.containsKey(name)) {
        problems.add(
            ("Column %s of %s is missing in Iceberg table %s. Add it there, or leave it out with"
                    + " columns(...).")
                .formatted(Sql.identifier(name), table.source(), table.target()));
      }
    }
    for (String name : toCopy(table)) {
      if (!heap.containsKey(name)) {
        problems.add(
            ("Column %s of Iceberg table %s is missing in %s. Drop it, or leave it out with"
                    + " columns(...).")
                .formatted(Sql.identifier(name), table.target(), table.source()));
      }
    }
    return problems.stream().distinct().toList();
  }
}
