package io.lakehousesync.postgres.internal.discovery;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads heap tables from PostgreSQL's system catalog. */
public final class TableDiscovery {
  /**
   * Partitions belong to their table, and tables of extensions to their extension. A unique index
   * is a key if all of its columns are NOT NULL; the primary key comes first.
   *
   * <p>To read a size, PostgreSQL locks the table and its TOAST table. If another session has
   * locked a table against this, for example for a migration, all other tables would wait.
   * Therefore the size of such a table comes from its statistics.
   */
  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, k.columns, k.index_name, s.bytes, pg_size_pretty(s.bytes),
        EXISTS (
          SELECT FROM pg_attribute AS a
          WHERE a.attrelid = c.oid AND a.attname = ? AND a.atttypid = 'xid8'::regtype)
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        WITH RECURSIVE t (oid) AS (
          SELECT c.oid
          UNION SELECT i.inhrelid FROM pg_inherits AS i JOIN t ON t.oid = i.inhparent
          WHERE c.relkind = 'p')
        SELECT coalesce(sum(
          CASE WHEN EXISTS (
            SELECT FROM pg_locks AS l JOIN pg_class AS p ON p.oid = t.oid
            WHERE (l.relation IN (t.oid, p.reltoastrelid)
                   OR l.relation IN (SELECT i.indexrelid FROM pg_index AS i WHERE i.indrelid = p.reltoastrelid))
              AND l.mode = 'AccessExclusiveLock'
              AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()))
          THEN (SELECT p.relpages * current_setting('block_size')::bigint
                FROM pg_class AS p WHERE p.oid = t.oid)
          ELSE pg_table_size(t.oid) END), 0)::bigint AS bytes
        FROM t
      ) AS s
      LEFT JOIN LATERAL (
        SELECT CASE WHEN NOT i.indisprimary THEN i.indexrelid::regclass::text END AS index_name,
          (SELECT array_agg(a.attname::text ORDER BY k.position)
           FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, position)
           JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
           WHERE k.position <= i.indnkeyatts) AS columns
        FROM pg_index AS i
        WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
          AND i.indexprs IS NULL AND (i.indisprimary OR i.indimmediate)
          AND NOT EXISTS (
            SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, position)
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
            WHERE k.position <= i.indnkeyatts AND NOT a.attnotnull)
        ORDER BY i.indimmediate DESC, i.indisprimary DESC, i.indnkeyatts, i.indexrelid
        LIMIT 1
      ) AS k ON true
      WHERE n.nspname || '.' || c.relname ~ ANY (?)
        AND NOT n.nspname || '.' || c.relname ~ ANY (?)
        AND n.nspname <> ALL ('{pg_catalog,information_schema,pg_toast,lakehouse_sync}')
        AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
        AND NOT EXISTS (
          SELECT FROM pg_depend AS d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        AND NOT EXISTS (
          SELECT FROM pg_catalog.iceberg_tables AS i
          WHERE i.catalog_name = current_database() AND i.table_name = c.relname
            AND i.table_namespace IN (n.nspname, quote_ident(n.nspname)))
      ORDER BY n.nspname, c.relname
      """;

  private static final String ICEBERG =
      """
      SELECT n.nspname, i.table_name
      FROM pg_catalog.iceberg_tables AS i
      JOIN pg_namespace AS n ON i.table_namespace IN (n.nspname, quote_ident(n.nspname))
      WHERE i.catalog_name = current_database()
      """;

  private TableDiscovery() {}

  /**
   * Returns the heap tables, in the order of their names.
   *
   * @param includes expressions of which one matches {@code schema.table}
   * @param excludes expressions of which none matches
   */
  public static List<DiscoveredTable> tables(
      Connection connection, List<String> includes, List<String> excludes) throws SQLException {
    List<DiscoveredTable> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setString(1, ChangeTracking.DEFAULT_XID_COLUMN);
      statement.setArray(2, connection.createArrayOf("text", includes.toArray()));
      statement.setArray(3, connection.createArrayOf("text", excludes.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tables.add(
              new DiscoveredTable(
                  new TableName(rows.getString(1), rows.getString(2)),
                  columns(rows.getArray(3)),
                  Optional.ofNullable(rows.getString(4)),
                  rows.getLong(5),
                  rows.getString(6),
                  rows.getBoolean(7)));
        }
      }
    }
    return tables;
  }

  /** Returns the names of all Iceberg tables of the database. */
  public static Set<TableName> icebergTables(Connection connection) throws SQLException {
    Set<TableName> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ICEBERG)) {
      while (rows.next()) {
        names.add(new TableName(rows.getString(1), rows.getString(2)));
      }
    }
    return names;
  }

  private static List<String> columns(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
