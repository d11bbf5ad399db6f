package io.lakehousesync.examples.retail;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The number of rows in each table, and the revenue, as counted in the heap tables, in the Iceberg
 * tables or in the catalog.
 */
record Counts(Map<RetailTables, Long> rows, BigDecimal revenue) {
  /** Counts the heap tables. */
  static Counts ofHeap(Connection postgres) throws SQLException {
    return read(postgres, RetailTables::heap);
  }

  /** Counts the Iceberg tables, as PostgreSQL reads them. */
  static Counts ofIceberg(Connection postgres) throws SQLException {
    return read(postgres, RetailTables::iceberg);
  }

  /** Counts the catalog's tables with the article's first verification query. */
  static Counts ofCatalog(Connection snowflake) throws SQLException {
    return read(snowflake, RetailTables::iceberg);
  }

  /** Returns whether both objects have the same numbers of rows and the same revenue. */
  boolean agreesWith(Counts other) {
    return rows.equals(other.rows) && revenue.compareTo(other.revenue) == 0;
  }

  private interface Naming {
    String name(RetailTables table);
  }

  private static Counts read(Connection connection, Naming naming) throws SQLException {
    String counts =
        Stream.of(RetailTables.values())
            .map(
                t ->
                    "SELECT '%s' AS source, COUNT(*) AS row_count FROM %s"
                        .formatted(t, naming.name(t)))
            .collect(Collectors.joining(" UNION ALL "));
    String revenue =
        "SELECT COALESCE(SUM(total_amount), 0) AS revenue FROM "
            + naming.name(RetailTables.TRANSACTIONS);
    Map<RetailTables, Long> rows = new EnumMap<>(RetailTables.class);
    try (Statement statement = connection.createStatement()) {
      try (ResultSet result = statement.executeQuery(counts)) {
        while (result.next()) {
          rows.put(RetailTables.valueOf(result.getString(1)), result.getLong(2));
        }
      }
      try (ResultSet result = statement.executeQuery(revenue)) {
        result.next();
        return new Counts(rows, result.getBigDecimal(1).setScale(2));
      }
    }
  }
}
