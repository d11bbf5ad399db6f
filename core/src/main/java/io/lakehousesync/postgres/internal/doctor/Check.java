package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One check of the doctor: a query. Each row of its result is a finding, with two columns: what is
 * true now, and the cure. The query selects from {@code it}. The only row of {@code it} describes
 * the table, with these columns: {@code heap_oid}, {@code iceberg_oid}, {@code heap} and {@code
 * iceberg} (names as SQL), {@code col} (the tracking's column), {@code key} and {@code wanted} (the
 * names of the key columns and of the columns to copy).
 *
 * @param applies for which tables the query is run
 */
public record Check(Severity severity, String code, Predicate<SyncTable> applies, String sql) {
  private static final String IT =
      """
      WITH it AS (
        SELECT (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?) AS heap_oid,
               (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?) AS iceberg_oid,
               ?::text AS heap, ?::text AS iceberg, ?::text AS col,
               ?::text[] AS key, ?::text[] AS wanted)
      """;

  /** Returns a check that applies to every table. */
  public static Check error(String code, String sql) {
    return error(code, Check::always, sql);
  }

  /** Returns a check that applies to every table. */
  public static Check warning(String code, String sql) {
    return warning(code, Check::always, sql);
  }

  /** Returns a check that applies to every table. */
  public static Check info(String code, String sql) {
    return info(code, Check::always, sql);
  }

  static Check error(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.ERROR, code, applies, sql);
  }

  static Check warning(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.WARNING, code, applies, sql);
  }

  static Check info(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.INFO, code, applies, sql);
  }

  /** Applies to every table. */
  static boolean always(SyncTable table) {
    return true;
  }

  /** Applies to tables with a tracking other than comparison. */
  static boolean tracked(SyncTable table) {
    return table.tracking().kind() != Kind.COMPARISON;
  }

  /** Applies to tables whose tracking reads a column. */
  static boolean byColumn(SyncTable table) {
    return table.tracking().column().isPresent();
  }

  /**
   * Runs the query, if this check applies to the table.
   *
   * @param ownColumns columns of the heap table that serve the tracking
   */
  public List<Finding> run(
      Connection connection, SyncTable table, TableColumns columns, List<String> ownColumns)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (!applies.test(table)) {
      return findings;
    }
    try (PreparedStatement statement = connection.prepareStatement(IT + sql)) {
      statement.setString(1, table.source().schema());
      statement.setString(2, table.source().name());
      statement.setString(3, table.target().schema());
      statement.setString(4, table.target().name());
      statement.setString(5, Sql.table(table.source()));
      statement.setString(6, Sql.table(table.target()));
      statement.setString(7, table.tracking().column().orElse(null));
      statement.setArray(8, connection.createArrayOf("text", columns.key(table).toArray()));
      statement.setArray(
          9, connection.createArrayOf("text", wanted(table, columns, ownColumns).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          findings.add(
              Finding.ofTable(severity, code, table, rows.getString(1), rows.getString(2)));
        }
      }
    }
    return findings;
  }

  private static List<String> wanted(SyncTable table, TableColumns columns, List<String> own) {
    return table.columns().isEmpty()
        ? columns.heap().keySet().stream()
            .filter(name -> !own.contains(name) && table.copies(name) && !table.computes(name))
            .toList()
        : table.columns().stream().filter(name -> !table.computes(name)).toList();
  }
}
