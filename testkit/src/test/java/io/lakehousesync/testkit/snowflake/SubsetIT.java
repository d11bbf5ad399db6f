package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that are not Snowflake's SQL, or not in the subset, are rejected. */
class SubsetIT {
  @TempDir static Path directory;
  private static StandIn standIn;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    Table stores =
        standIn.newTable(
            "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    connection = standIn.connect();
    execute(connection, register("stores", stores));
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @Test
  void rejectsAColumnInTheWrongCase() {
    assertRejected("SELECT \"id\" FROM stores", 904, "42000", "invalid identifier 'id'");
    assertRejected("SELECT nid FROM stores", 904, "42000", "invalid identifier 'NID'");
  }

  @Test
  void rejectsSeveralStatementsAtOnce() {
    assertRejected(
        "SELECT 1; SELECT 2", 8, "0A000", "Actual statement count 2 did not match the desired");
  }

  @Test
  void namesTheMissingOption() {
    assertRejected(
        "CREATE ICEBERG TABLE t EXTERNAL_VOLUME = 'lake_volume' CATALOG = 'pg_lake_catalog'",
        2029,
        "42601",
        "Missing option(s): [METADATA_FILE_PATH]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER ICEBERG TABLE stores REFERSH 'x.metadata.json'",
        "ALTER ICEBERG TABLE stores REFRESH \"x.metadata.json\"",
        "ALTER ICEBERG TABLE stores REFRESH 'x.metadata.json' FORCE",
        "ALTER TABLE stores REFRESH 'x.metadata.json'",
        "ALTER ICEBERG TABLE stores REFRESH 'x.metadata.json",
        "CREATE OR REPLACE ICEBERG TABLE IF NOT EXISTS stores METADATA_FILE_PATH = 'x'",
        "CREATE ICEBERG TABLE t EXTERNAL_VOLUME = 'v' EXTERNAL_VOLUME = 'v'",
        "CREATE ICEBERG TABLE t EXTERNAL_VOLUME = v",
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE CATALOG INTEGRATION c CATALOG_SOURCE = GLUE TABLE_FORMAT = ICEBERG ENABLED = TRUE",
        "SHOW ICEBERG TABLE",
        "SHOW ICEBERG TABLES IN SCHEMAS x",
        "ALTER SESSION SET AUTOCOMIT = TRUE",
        "ALTER SESSION SET AUTOCOMMIT = 7",
        "ALTER SESSION SET TIMEZONE = 'Nowhere/Land'",
        "USE stores",
        "BEGIN WORK NOW",
        "INSERT INTO stores VALUES (1)",
        "SELECT SYSTEM$GET_ICEBERG_TABLE_INFO('stores')",
        "SELECT CURRENT_DATABASE",
        "SELEKT 1",
        "FROM stores",
        "SELECT COUNT() FROM stores",
        "SELECT id, FROM stores",
        "SELECT id / 2 FROM stores",
        "SELECT * EXCLUDE (id) FROM stores",
        "SELECT * FROM (FROM stores)",
        "SELECT * FROM 'file.parquet' LIMIT",
        "SELECT * FROM read_parquet('x')",
        "SELECT [1, 2]",
        "SELECT id FROM stores GROUP BY ALL",
        "SELECT id FROM stores ORDER BY ALL",
        "SELECT id FROM stores QUALIFY ROW_NUMBER() OVER (ORDER BY id) = 1",
        "SELECT SUM(id) FILTER (WHERE id > 1) FROM stores",
        "SELECT id == 1 FROM stores",
        "SELECT CAST(id AS HUGEINT) FROM stores",
        "SELECT id FROM stores UNION ALL BY NAME SELECT id FROM stores",
        "SELECT * FROM stores USING SAMPLE 1",
        "SELECT SUM(id, id) FROM stores",
        "SELECT",
        "SELECT DISTINCT ON (id) id FROM stores",
        "SELECT a FROM stores s(a)",
        "SELECT MAX(id, 2) FROM stores",
        "SELECT (1, 2)",
        "SELECT id FROM stores TABLESAMPLE (10)",
        "SELECT id FROM stores SEMI JOIN stores t USING (id)",
        "SELECT id FROM stores EXCEPT ALL SELECT id FROM stores",
        "SELECT CAST(id AS VARCHAR(3)) FROM stores",
        "SELECT id[1] FROM stores",
        "SELECT x: 1",
        "CREATE DATABASE table",
        "CREATE DATABASE ümlaut"
      })
  void rejectsUnknownSyntax(String sql) {
    assertRejected(sql, 1003, "42000", "SQL compilation error:\n");
  }

  private static void assertRejected(String sql, int code, String sqlState, String message) {
    RejectedStatement.by(connection, sql).with(code, sqlState, message);
  }
}
