package io.lakehousesync.postgres;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.Finding.Severity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One question of the doctor: a query whose rows are findings, each with what is true and its cure.
 * It reads what it examines from {@code it}: {@code heap_oid}, {@code iceberg_oid}, {@code heap}
 * and {@code iceberg} (names as SQL), {@code col} (the tracking's column), {@code key} and {@code
 * wanted} (names of columns).
 *
 * @param applies for which tables it is asked
 */
record Check(Severity severity, String code, Predicate<SyncTable> applies, String sql) {
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

  static Check error(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.ERROR, code, applies, sql);
  }

  static Check warning(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.WARNING, code, applies, sql);
  }

  static Check info(String code, Predicate<SyncTable> applies, String sql) {
    return new Check(Severity.INFO, code, applies, sql);
  }

  /** For every table. */
  static boolean always(SyncTable table) {
    return true;
  }

  /** For tables that are tracked at all. */
  static boolean tracked(SyncTable table) {
    return !(table.tracking() instanceof ChangeTracking.Comparison);
  }

  static Predicate<SyncTable> by(Class<? extends ChangeTracking> kind) {
    return table -> kind.isInstance(table.tracking());
  }

  /** For tables with a column that the tracking reads. */
  static boolean byColumn(SyncTable table) {
    return trackingColumn(table).isPresent();
  }

  List<Finding> ask(Connection connection, SyncTable table, TableColumns columns)
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
      statement.setString(7, trackingColumn(table).orElse(null));
      statement.setArray(8, connection.createArrayOf("text", columns.key(table).toArray()));
      statement.setArray(9, connection.createArrayOf("text", wanted(table, columns).toArray()));

      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          findings.add(
              new Finding(
                  severity, code, Optional.of(table), rows.getString(1), rows.getString(2)));
        }
      }
    }
    return findings;
  }

  private static List<String> wanted(SyncTable table, TableColumns columns) {
    List<String> own = Tracker.of(table.tracking()).ownColumns();
    return table.columns().isEmpty()
        ? columns.heap().keySet().stream().filter(name -> !own.contains(name)).toList()
        : table.columns();
  }

  private static Optional<String> trackingColumn(SyncTable table) {
    if (table.tracking() instanceof ChangeTracking.Ordered ordered) {
      return Optional.of(ordered.column());
    }
    return Tracker.of(table.tracking()).ownColumns().stream().findFirst();
  }
}
