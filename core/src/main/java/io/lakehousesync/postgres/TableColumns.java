package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.WriteMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a heap table and of its Iceberg table.
 *
 * @param heap the heap table's columns with their types as {@code format_type} writes them, in the
 *     order of the table
 * @param iceberg the Iceberg table's, likewise
 * @param primaryKey the heap table's primary key, in its order; empty if there is none
 */
record TableColumns(
    Map<String, String> heap, Map<String, String> iceberg, List<String> primaryKey) {
  private static final String QUERY =
      """
      SELECT n.nspname = ? AND c.relname = ?                 AS is_heap,
             a.attname                                       AS name,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
             pg_catalog.array_position(pk.conkey, a.attnum)  AS key_position
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_class     AS c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_constraint AS pk ON pk.conrelid = c.oid AND pk.contype = 'p'
      WHERE (n.nspname = ? AND c.relname = ? OR n.nspname = ? AND c.relname = ?)
        AND a.attnum > 0
        AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  static TableColumns read(Connection connection, SyncTable table) throws SQLException {
    Map<String, String> heap = new LinkedHashMap<>();
    Map<String, String> iceberg = new LinkedHashMap<>();
    List<KeyColumn> key = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      int parameter = 0;
      for (TableName name : List.of(table.source(), table.source(), table.target())) {
        statement.setString(++parameter, name.schema());
        statement.setString(++parameter, name.name());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          boolean isHeap = rows.getBoolean("is_heap");
          String name = rows.getString("name");
          (isHeap ? heap : iceberg).put(name, rows.getString("type"));
          int position = rows.getInt("key_position");
          if (isHeap && position > 0) {
            key.add(new KeyColumn(position, name));
          }
        }
      }
    }
    return new TableColumns(heap, iceberg, key.stream().sorted().map(KeyColumn::name).toList());
  }

  private record KeyColumn(int position, String name) implements Comparable<KeyColumn> {
    @Override
    public int compareTo(KeyColumn other) {
      return Integer.compare(position, other.position);
    }
  }

  /** The names of the columns to copy, in the Iceberg table's order. */
  List<String> toCopy(SyncTable table) {
    return iceberg.keySet().stream()
        .filter(name -> table.columns().isEmpty() || table.columns().contains(name))
        .toList();
  }

  /** What identifies a row: the table's key if it says one, else the primary key; may be empty. */
  List<String> key(SyncTable table) {
    return table.key().isEmpty() ? primaryKey : table.key();
  }

  /**
   * Why these columns cannot be copied, one sentence each; empty if they can.
   *
   * @param ours columns of the heap table that serve the tracking, and need not be copied
   */
  List<String> problems(SyncTable table, List<String> ours) {
    if (heap.isEmpty()) {
      return List.of("Heap table %s does not exist. Check its name.".formatted(table.source()));
    }
    if (iceberg.isEmpty()) {
      return List.of(
          "Iceberg table %s does not exist. Create it: CREATE TABLE %s (…) USING iceberg."
              .formatted(table.target(), table.target()));
    }
    List<String> problems = new ArrayList<>();
    List<String> wanted =
        table.columns().isEmpty()
            ? heap.keySet().stream().filter(name -> !ours.contains(name)).toList()
            : table.columns();
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
    problems.addAll(keyProblems(table));
    return problems.stream().distinct().toList();
  }

  private List<String> keyProblems(SyncTable table) {
    List<String> problems = new ArrayList<>();
    for (String name : key(table)) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Key column %s of %s does not exist.".formatted(Sql.identifier(name), table.source()));
      }
    }
    if (table.mode() == WriteMode.UPSERT) {
      if (key(table).isEmpty()) {
        problems.add(
            "%s has no primary key, which an upsert needs. Name its key with key(...)."
                .formatted(table.source()));
      }
      if (!toCopy(table).containsAll(key(table))) {
        problems.add(
            "The key %s of %s is not among the columns of Iceberg table %s."
                .formatted(key(table), table.source(), table.target()));
      }
    }
    return problems;
  }
}
