package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.WriteMode;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The columns of a heap table and of its Iceberg table, by name and in the order of the table.
 *
 * @param heapOid the heap table's oid, as text; empty if there is no such table
 * @param heap the heap table's columns
 * @param iceberg the Iceberg table's
 * @param primaryKey the heap table's primary key, in its order; empty if there is none
 * @param triggers our triggers on the heap table that fire
 */
record TableColumns(
    String heapOid,
    Map<String, Column> heap,
    Map<String, Column> iceberg,
    List<String> primaryKey,
    Set<String> triggers) {
  private static final String QUERY =
      """
      SELECT n.nspname = ? AND c.relname = ?                 AS is_heap,
             c.oid::text                                     AS oid,
             a.attnum                                        AS number,
             a.attname                                       AS name,
             a.attnotnull                                    AS required,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
             CASE
               WHEN t.typtype = 'e' OR a.atttypid = 'varchar'::regtype THEN 'text'
               WHEN e.typtype = 'e' THEN 'text[]'
               WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
               ELSE pg_catalog.format_type(a.atttypid, a.atttypmod)
             END                                             AS iceberg_type,
             pg_catalog.array_position(pk.conkey, a.attnum)  AS key_position,
             ARRAY (
               SELECT g.tgname::text FROM pg_catalog.pg_trigger AS g
               WHERE g.tgrelid = c.oid AND g.tgname LIKE 'lakehouse\\_sync\\_%'
                 AND g.tgenabled IN ('O', 'A'))              AS triggers
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_class     AS c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type      AS t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_type AS e ON e.typarray = t.oid
      LEFT JOIN pg_catalog.pg_constraint AS pk ON pk.conrelid = c.oid AND pk.contype = 'p'
      WHERE (n.nspname = ? AND c.relname = ? OR n.nspname = ? AND c.relname = ?)
        AND a.attnum > 0
        AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  static TableColumns read(Connection connection, SyncTable table) throws SQLException {
    String heapOid = "";
    Map<String, Column> heap = new LinkedHashMap<>();
    Map<String, Column> iceberg = new LinkedHashMap<>();
    Map<Integer, String> key = new TreeMap<>();
    Set<String> triggers = Set.of();
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      int parameter = 0;
      for (TableName name : List.of(table.source(), table.source(), table.target())) {
        statement.setString(++parameter, name.schema());
        statement.setString(++parameter, name.name());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Column column = column(rows);
          if (!rows.getBoolean("is_heap")) {
            iceberg.put(column.name(), column);
            continue;
          }
          heap.put(column.name(), column);
          heapOid = rows.getString("oid");
          triggers = strings(rows.getArray("triggers"));
          int position = rows.getInt("key_position");
          if (position > 0) {
            key.put(position, column.name());
          }
        }
      }
    }
    return new TableColumns(heapOid, heap, iceberg, List.copyOf(key.values()), triggers);
  }

  private static Column column(ResultSet row) throws SQLException {
    return new Column(
        row.getInt("number"),
        row.getString("name"),
        row.getString("type"),
        row.getString("iceberg_type"),
        row.getBoolean("required"));
  }

  private static Set<String> strings(Array array) throws SQLException {
    return Set.of((String[]) array.getArray());
  }

  boolean exist() {
    return !heap.isEmpty() && !iceberg.isEmpty();
  }

  /**
   * The columns that belong together: those of the same name. What else belonged together before
   * stays so, for a table that copies some columns only may copy more of them one day.
   */
  List<ColumnLink> links(List<ColumnLink> before) {
    Map<Integer, ColumnLink> links = new TreeMap<>();
    for (ColumnLink link : before) {
      links.put(link.heap(), link);
    }
    for (Column column : heap.values()) {
      Column partner = iceberg.get(column.name());
      if (partner != null) {
        links.values().removeIf(link -> link.iceberg() == partner.number());
        links.put(
            column.number(),
            new ColumnLink(column.number(), partner.number(), column.icebergType()));
      }
    }
    links.values().removeIf(link -> !hasIceberg(link.iceberg()));
    return List.copyOf(links.values());
  }

  private boolean hasIceberg(int number) {
    return iceberg.values().stream().anyMatch(column -> column.number() == number);
  }

  /** The names of the columns to copy, in the Iceberg table's order. */
  List<String> toCopy(SyncTable table) {
    return iceberg.keySet().stream().filter(name -> isWanted(table, name)).toList();
  }

  static boolean isWanted(SyncTable table, String column) {
    return table.columns().isEmpty() || table.columns().contains(column);
  }

  String heapType(String column) {
    return Objects.requireNonNull(heap.get(column), column).type();
  }

  String icebergType(String column) {
    return Objects.requireNonNull(iceberg.get(column), column).type();
  }

  /** What identifies a row: the table's key if it says one, else the primary key; may be empty. */
  List<String> key(SyncTable table) {
    return table.key().isEmpty() ? primaryKey : table.key();
  }

  /** Why these columns cannot be copied, one sentence each; empty if they can. */
  List<String> problems(SyncTable table) {
    if (!heap.isEmpty() && iceberg.isEmpty()) {
      return List.of(
          "Iceberg table %s does not exist. Run the set-up (PgLakeSetup), which creates it."
              .formatted(table.target()));
    }
    return heapProblems(table);
  }

  /** The same, but for an Iceberg table that is still to be made. */
  List<String> heapProblems(SyncTable table) {
    if (heap.isEmpty()) {
      return List.of("Heap table %s does not exist. Check its name.".formatted(table.source()));
    }
    List<String> problems = new ArrayList<>();
    for (String name : table.columns()) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Column %s of %s, which is to be copied, does not exist."
                .formatted(Sql.identifier(name), table.source()));
      }
    }
    problems.addAll(keyProblems(table));
    return problems;
  }

  private List<String> keyProblems(SyncTable table) {
    List<String> problems = new ArrayList<>();
    List<String> key = key(table);
    for (String name : key) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Key column %s of %s does not exist.".formatted(Sql.identifier(name), table.source()));
      }
    }
    if (table.mode() == WriteMode.UPSERT) {
      if (key.isEmpty()) {
        problems.add(
            "%s has no primary key, which an upsert needs. Name its key with key(...)."
                .formatted(table.source()));
      }
      if (!key.stream().allMatch(name -> isWanted(table, name))) {
        problems.add(
            "The key %s of %s is not among the columns to copy, %s."
                .formatted(key, table.source(), table.columns()));
      }
    }
    return problems;
  }
}
