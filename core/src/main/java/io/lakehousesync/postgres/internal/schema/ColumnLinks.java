package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Stores column links in our schema, in the transaction that copies the rows. */
public final class ColumnLinks {
  /** The name of the table that holds the links. */
  public static final String TABLE = Sql.SCHEMA + ".column_link";

  /** The statement that creates the table. */
  public static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS %s (
        target      text NOT NULL,
        heap        int NOT NULL,
        iceberg     int NOT NULL,
        type        text NOT NULL,
        copied      boolean NOT NULL,
        source_oid  oid NOT NULL,
        target_oid  oid NOT NULL,
        PRIMARY KEY (target, heap)
      )"""
          .formatted(TABLE);

  private static final String LOAD =
      """
      SELECT heap, iceberg, type, copied FROM %s
      WHERE target = ? AND source_oid = to_regclass(?)::oid AND target_oid = to_regclass(?)::oid
      ORDER BY heap
      """
          .formatted(TABLE);

  private static final String FORGET = "DELETE FROM %s WHERE target = ?".formatted(TABLE);

  private static final String SAVE =
      """
      INSERT INTO %s (target, heap, iceberg, type, copied, source_oid, target_oid)
      VALUES (?, ?, ?, ?, ?, to_regclass(?)::oid, to_regclass(?)::oid)
      """
          .formatted(TABLE);

  private ColumnLinks() {}

  /**
   * Returns the links; empty if these two tables were never copied. If one of the tables was
   * dropped and created anew, its oid has changed. Then the old links do not count.
   */
  public static List<ColumnLink> load(Connection connection, SyncTable table) throws SQLException {
    List<ColumnLink> links = new ArrayList<>();
    if (!exists(connection)) {
      return links;
    }
    try (PreparedStatement statement = connection.prepareStatement(LOAD)) {
      statement.setString(1, table.target().toString());
      statement.setString(2, Sql.table(table.source()));
      statement.setString(3, Sql.table(table.target()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          links.add(
              new ColumnLink(
                  rows.getInt("heap"),
                  rows.getInt("iceberg"),
                  rows.getString("type"),
                  rows.getBoolean("copied")));
        }
      }
    }
    return links;
  }

  /** Replaces the links of a table. */
  public static void save(Connection connection, SyncTable table, List<ColumnLink> links)
      throws SQLException {
    if (!exists(connection)) {
      return;
    }
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement save = connection.prepareStatement(SAVE)) {
      forget.setString(1, table.target().toString());
      forget.executeUpdate();
      for (ColumnLink link : links) {
        save.setString(1, table.target().toString());
        save.setInt(2, link.heap());
        save.setInt(3, link.iceberg());
        save.setString(4, link.type());
        save.setBoolean(5, link.copied());
        save.setString(6, Sql.table(table.source()));
        save.setString(7, Sql.table(table.target()));
        save.addBatch();
      }
      save.executeBatch();
    }
  }

  /** Returns the statement that marks all columns as copied, for a new baseline. */
  public static String complete(SyncTable table) {
    return "UPDATE %s SET copied = true WHERE target = %s"
        .formatted(TABLE, Sql.literal(table.target().toString()));
  }

  /** Returns whether this role may read the links. */
  public static boolean canRead(Connection connection) throws SQLException {
    return Queries.value(
            connection,
            """
            SELECT 'yes' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname || '.' || c.relname = ?
              AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
            """,
            TABLE)
        .isPresent();
  }

  /**
   * Returns whether the table of links exists. The set-up creates it, but tracking by comparison
   * works without a set-up.
   */
  private static boolean exists(Connection connection) throws SQLException {
    return Queries.exists(connection, "to_regclass", TABLE);
  }
}
