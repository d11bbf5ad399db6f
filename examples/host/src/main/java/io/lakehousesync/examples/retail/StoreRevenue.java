package io.lakehousesync.examples.retail;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A row of the article's second verification query, which joins two Iceberg tables. */
record StoreRevenue(String storeName, long transactions, BigDecimal revenue) {
  private static final String QUERY =
      """
      SELECT
          s.store_name,
          COUNT(DISTINCT t.txn_id)  AS txn_count,
          SUM(t.total_amount)       AS revenue
      FROM iceberg_transactions t
      JOIN iceberg_stores s ON t.store_id = s.store_id
      GROUP BY s.store_name
      ORDER BY revenue DESC
      """;

  static List<StoreRevenue> ofCatalog(Connection snowflake) throws SQLException {
    List<StoreRevenue> lines = new ArrayList<>();
    try (Statement statement = snowflake.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        lines.add(new StoreRevenue(rows.getString(1), rows.getLong(2), rows.getBigDecimal(3)));
      }
    }
    return lines;
  }
}
