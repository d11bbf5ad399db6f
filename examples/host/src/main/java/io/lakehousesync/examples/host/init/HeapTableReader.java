package io.lakehousesync.examples.host.init;

import io.lakehousesync.table.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the heap tables of schemas from PostgreSQL's system catalog. */
final class HeapTableReader {
  /**
   * Partitions belong to their table, and tables of extensions to their extension. A unique index
   * is a key if all of its columns are NOT NULL; the primary key comes first.
   */
  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, k.columns, k.index_name, s.bytes, pg_size_pretty(s.bytes)
      FROM pg_class AS c
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(pg_table_size(t.oid)), 0)::bigint AS bytes
        FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS t (oid)
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
            SELECT FROM unnest(i.indkey::int2[]) AS k (number)
            JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
            WHERE NOT a.attnotnull)
        ORDER BY i.indimmediate DESC, i.indisprimary DESC, i.indnkeyatts, i.indexrelid
        LIMIT 1
      ) AS k ON true
      WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
        AND c.relpersistence <> 't'
        AND NOT EXISTS (
          SELECT FROM pg_depend AS d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        AND NOT EXISTS (
          SELECT FROM pg_catalog.iceberg_tables AS i
          WHERE i.catalog_name = current_database() AND i.table_name = c.relname
            AND i.table_namespace IN (n.nspname, quote_ident(n.nspname)))
      ORDER BY n.nspname, c.relname
      """;

  private static final String MISSING =
      """
      SELECT s.name FROM unnest(?::text[]) AS s (name)
      WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = s.name)
      """;

  private final Connection connection;

  HeapTableReader(Connection connection) {
    this.connection = connection;
  }

  /** Returns the schemas that do not exist. */
  List<String> missing(List<String> schemas) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
      statement.setArray(1, array(schemas));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getString(1));
        }
      }
    }
    return missing;
  }

  /** Returns the heap tables of the schemas, without partitions, views and Iceberg tables. */
  List<HeapTable> tables(List<String> schemas) throws SQLException {
    List<HeapTable> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setArray(1, array(schemas));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tables.add(
              new HeapTable(
                  new TableName(rows.getString(1), rows.getString(2)),
                  columns(rows.getArray(3)),
                  Optional.ofNullable(rows.getString(4)),
                  rows.getLong(5),
                  rows.getString(6)));
        }
      }
    }
    return tables;
  }

  /** Returns whether the database has the view of Iceberg tables. */
  boolean hasPgLake() throws SQLException {
    return value("SELECT to_regclass('pg_catalog.iceberg_tables')").isPresent();
  }

  /** Returns where the database creates Iceberg tables; empty text if it is not set. */
  String locationPrefix() throws SQLException {
    return value("SELECT current_setting('pg_lake_iceberg.default_location_prefix', true)")
        .orElse("");
  }

  private Optional<String> value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  private Array array(List<String> schemas) throws SQLException {
    return connection.createArrayOf("text", schemas.toArray());
  }

  private static List<String> columns(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
