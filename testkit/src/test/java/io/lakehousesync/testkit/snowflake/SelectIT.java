package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.stream.LongStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectIT {
  @TempDir static Path directory;
  private static StandIn standIn;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    connection = standIn.connect();
    Table stores =
        standIn.newTable(
            "iceberg_stores",
            new Schema(
                Types.NestedField.required(1, "store_id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "store_name", Types.StringType.get())));
    new TableWriter(stores).append(row(1, "North"), row(2, "South"), row(3, null));
    Table transactions =
        standIn.newTable(
            "iceberg_transactions",
            new Schema(
                Types.NestedField.required(1, "txn_id", Types.LongType.get()),
                Types.NestedField.required(2, "store_id", Types.IntegerType.get()),
                Types.NestedField.required(3, "total_amount", Types.DecimalType.of(10, 2))));
    new TableWriter(transactions)
        .append(row(1L, 1, money("10.00")), row(2L, 1, money("5.50")), row(3L, 2, money("99.99")));
    execute(
        connection,
        register("iceberg_stores", stores),
        register("iceberg_transactions", transactions));
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  /**
   * Sources: docs.snowflake.com, "Snowflake Information Schema" (/en/sql-reference/info-schema),
   * and for the code terraform-provider-snowflake, resource_external_table_acceptance_test.go.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(TABLE_NAME => 'iceberg_stores')",
        "TASK_HISTORY(TASK_NAME => 'T')"
      })
  void informationSchemaNeedsAWarehouse(String function) throws SQLException {
    Properties properties = standIn.properties();
    properties.remove("warehouse");
    try (Connection withoutWarehouse =
        DriverManager.getConnection(standIn.snowflake.jdbcUrl(), properties)) {
      String sql = "SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.%s)".formatted(function);
      RejectedStatement.by(withoutWarehouse, sql)
          .with(606, "57P03", "No active warehouse selected in the current session");
      execute(withoutWarehouse, "USE WAREHOUSE W", sql);
    }
  }

  @Test
  void countsSeveralTablesInOneStatement() throws SQLException {
    String sql =
        """
        -- 1. Check row counts
        SELECT 'sf_transactions' AS source, COUNT(*) AS row_count FROM iceberg_transactions
        UNION ALL
        SELECT 'sf_stores',       COUNT(*) FROM iceberg_stores;
        """;
    assertThat(rows(connection, sql)).containsExactlyInAnyOrder("sf_transactions|3", "sf_stores|3");
  }

  @Test
  void joinsGroupsAndOrders() throws SQLException {
    String sql =
        """
        SELECT
            s.store_name,
            COUNT(DISTINCT t.txn_id)  AS txn_count,
            SUM(t.total_amount)       AS revenue
        FROM iceberg_transactions t
        JOIN iceberg_stores s ON t.store_id = s.store_id
        GROUP BY s.store_name
        ORDER BY revenue DESC;
        """;
    assertThat(rows(connection, sql)).containsExactly("South|1|99.99", "North|2|15.50");
  }

  @Test
  void labelsColumnsAsSnowflakeDoes() throws SQLException {
    String sql =
        "select store_id, Count(*), 'x', max(store_id) as \"Most\", min(store_id) least"
            + " from iceberg_stores group by 1";
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("STORE_ID");
      assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("COUNT(*)");
      assertThat(rows.getMetaData().getColumnLabel(3)).isEqualTo("'x'");
      assertThat(rows.getMetaData().getColumnLabel(4)).isEqualTo("Most");
      assertThat(rows.getMetaData().getColumnLabel(5)).isEqualTo("LEAST");
    }
  }

  @Test
  void sortsNullsHighAsSnowflakeDoes() throws SQLException {
    assertThat(rows(connection, "SELECT store_name FROM iceberg_stores ORDER BY store_name"))
        .containsExactly("North", "South", "null");
    assertThat(rows(connection, "SELECT store_name FROM iceberg_stores ORDER BY store_name DESC"))
        .containsExactly("null", "South", "North");
  }

  @Test
  void findsTablesByQualifiedAndQuotedNames() throws SQLException {
    for (String name :
        new String[] {
          "RETAIL_ANALYTICS.LAKEHOUSE.ICEBERG_STORES",
          "lakehouse.iceberg_stores",
          "\"RETAIL_ANALYTICS\".lakehouse.\"ICEBERG_STORES\""
        }) {
      assertThat(rows(connection, "SELECT COUNT(*) FROM " + name)).containsExactly("3");
    }
  }

  @Test
  void supportsSubqueriesCommonTablesAndExpressions() throws SQLException {
    String sql =
        """
        WITH big AS (SELECT i.* FROM iceberg_transactions i WHERE total_amount >= 10)
        SELECT UPPER(COALESCE(s.store_name, 'none')) || '!',
               CASE WHEN b.txn_id IS NULL THEN 0 ELSE 1 END,
               ROUND(b.total_amount * 2, 1), b.txn_id::VARCHAR, CAST('7' AS NUMBER(3, 1))
        FROM iceberg_stores s LEFT JOIN big b ON b.store_id = s.store_id
        WHERE s.store_id IN (SELECT store_id FROM iceberg_stores) AND s.store_id BETWEEN 1 AND 9
        ORDER BY s.store_id LIMIT 3
        """;
    assertThat(rows(connection, sql))
        .containsExactly("NORTH!|1|20.0|1|7.0", "SOUTH!|1|200.0|3|7.0", "NONE!|0|null|null|7.0");
  }

  @Test
  void findsUnquotedAliasesAndColumnsInAnyCase() throws SQLException {
    String sql =
        """
        SELECT S.Store_Name AS "name", COUNT(*) AS n
        FROM iceberg_stores s CROSS JOIN (SELECT MAX(txn_id) AS newest FROM iceberg_transactions) x
        WHERE X.NEWEST = 3 AND s."STORE_ID" < 3
        GROUP BY s.store_name HAVING COUNT(*) > 0
        ORDER BY "name"
        """;
    assertThat(rows(connection, sql)).containsExactly("North|1", "South|1");
  }

  @Test
  void readsStringsWithSnowflakesEscapes() throws SQLException {
    assertThat(rows(connection, "SELECT 'it''s', 'a\\'b\\\\c', $$d'e\\$$ // comment"))
        .containsExactly("it's|a'b\\c|d'e\\");
  }

  @Test
  void supportsBindVariables() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT txn_id FROM iceberg_transactions WHERE txn_id > ? AND total_amount < ?"
                + " AND store_id IN (?, ?) AND 'x' = ? ORDER BY txn_id")) {
      statement.setLong(1, 1);
      statement.setBigDecimal(2, money("50"));
      statement.setInt(3, 1);
      statement.setInt(4, 2);
      statement.setString(5, "x");
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(2);
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void describesAPreparedStatementWithoutItsValues() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT txn_id FROM iceberg_transactions WHERE txn_id = ?")) {
      assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("TXN_ID");
    }
  }

  @Test
  void showsTheTablesOfASchema() throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SHOW ICEBERG TABLES LIKE 'iceberg\\\\%st%' IN SCHEMA lakehouse")) {
      assertThat(rows.next()).isFalse();
    }
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW ICEBERG TABLES LIKE 'ICEBERG_st%'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("name")).isEqualTo("ICEBERG_STORES");
      assertThat(rows.getString("schema_name")).isEqualTo("LAKEHOUSE");
      assertThat(rows.getString("iceberg_table_type")).isEqualTo("UNMANAGED");
      assertThat(rows.getString("external_volume_name")).isEqualTo("LAKE_VOLUME");
      assertThat(rows.getString("catalog_name")).isEqualTo("PG_LAKE_CATALOG");
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void readsTheRefreshHistory() throws SQLException {
    String sql =
        """
        SELECT metadata_file_name, is_current_snapshot, snapshot_id IS NOT NULL
        FROM TABLE(INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(
          TABLE_NAME => 'ICEBERG_STORES'))
        ORDER BY refreshed_on DESC
        """;
    assertThat(rows(connection, sql))
        .singleElement()
        .asString()
        .startsWith("s3://lake/frompg/tables/iceberg_stores/metadata/")
        .endsWith(".metadata.json|TRUE|TRUE");
  }

  @Test
  void returnsHundredsOfThousandsOfRows() throws Exception {
    Table table =
        standIn.newTable(
            "large", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    new TableWriter(table)
        .append(LongStream.range(0, 300_000).mapToObj(SelectIT::row).toArray(Object[][]::new));
    execute(connection, register("large", table));
    long sum = 0;
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM large")) {
      while (rows.next()) {
        sum += rows.getLong(1);
      }
    }
    assertThat(sum).isEqualTo(299_999L * 300_000 / 2);
  }

  private static BigDecimal money(String text) {
    return new BigDecimal(text);
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
