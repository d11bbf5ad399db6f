package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionsIT {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @TempDir static Path directory;
  private static StandIn standIn;
  private static Table stores;
  private static TableWriter writer;

  private Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    stores = standIn.newTable("stores", SCHEMA);
    writer = new TableWriter(stores);
    writer.append(new Object[] {1L});
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = standIn.connect();
    execute(connection, "DROP ICEBERG TABLE IF EXISTS stores", register("stores", stores));
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void rejectsAMetadataFileThatIsMissing() {
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH 'frompg/none.metadata.json'",
        99903,
        "22000",
        "The file 's3://lake/frompg/none.metadata.json' does not exist.");
  }

  @Test
  void rejectsAMetadataFileThatIsCorrupt() throws Exception {
    try (OutputStream out =
        standIn.io.newOutputFile("s3://lake/corrupt.metadata.json").createOrOverwrite()) {
      out.write("{\"format-version\": 2".getBytes(StandardCharsets.UTF_8));
    }
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH 'corrupt.metadata.json'",
        99904,
        "22000",
        "The file 's3://lake/corrupt.metadata.json' cannot be read");
  }

  @Test
  void rejectsAMetadataFileWhoseManifestsAreMissing() throws Exception {
    Table table = standIn.newTable("gone", SCHEMA);
    new TableWriter(table).append(new Object[] {1L});
    standIn.io.deleteFile(table.currentSnapshot().manifestListLocation());
    assertRejected(register("gone", table), 99904, "22000", "cannot be read");
  }

  @Test
  void rejectsPathsThatAreNotRelativePathsOfMetadataFiles() {
    String message = "Invalid metadata file path '%s': %s";
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH 's3://lake/x.metadata.json'",
        99902,
        "22023",
        message.formatted(
            "s3://lake/x.metadata.json", "it must be relative to the storage location s3://lake/"));
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH '/x.metadata.json'",
        99902,
        "22023",
        message.formatted("/x.metadata.json", "it must not begin with a slash"));
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH 'frompg/data/x.parquet'",
        99902,
        "22023",
        message.formatted("frompg/data/x.parquet", "it must end in .metadata.json"));
  }

  @Test
  void rejectsABindVariableForThePath() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("ALTER ICEBERG TABLE stores REFRESH ?")) {
      statement.setString(1, TableOnS3.path(stores));
      assertThatThrownBy(statement::execute)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("syntax error line 1 at position 35 unexpected '?'.");
    }
  }

  @Test
  void rejectsARefreshWithoutAPath() {
    assertRejected(
        "ALTER ICEBERG TABLE stores REFRESH",
        99902,
        "22023",
        "the table RETAIL_ANALYTICS.LAKEHOUSE.STORES needs a path");
  }

  @Test
  void rejectsARefreshInsideATransaction() throws SQLException {
    execute(connection, "BEGIN");
    assertRejected(refresh("stores", stores), 99901, "25001", "cannot run inside a transaction");
    execute(connection, "ROLLBACK", refresh("stores", stores));
  }

  @Test
  void rejectsARefreshWithoutAutocommit() throws SQLException {
    connection.setAutoCommit(false);
    assertRejected(refresh("stores", stores), 99901, "25001", "with AUTOCOMMIT off");
    connection.setAutoCommit(true);
    execute(connection, refresh("stores", stores));
  }

  @Test
  void rejectsUnknownObjects() {
    assertRejected(
        refresh("nowhere", stores),
        2003,
        "42S02",
        "Table 'RETAIL_ANALYTICS.LAKEHOUSE.NOWHERE' does not exist or not authorized.");
    assertRejected(
        "SELECT COUNT(*) FROM nowhere",
        2003,
        "42S02",
        "Table 'RETAIL_ANALYTICS.LAKEHOUSE.NOWHERE' does not exist or not authorized.");
    assertRejected(
        "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('\"stores\"')",
        2003,
        "42S02",
        "Table 'RETAIL_ANALYTICS.LAKEHOUSE.stores' does not exist");
    assertRejected(
        register("t", stores).replace("lake_volume", "other"),
        2003,
        "02000",
        "External volume 'OTHER' does not exist");
    assertRejected(
        register("t", stores).replace("pg_lake_catalog", "other"),
        2003,
        "02000",
        "Catalog integration 'OTHER' does not exist");
    assertRejected(register("other.t", stores), 2003, "02000", "Schema 'OTHER' does not exist");
    assertRejected("USE DATABASE other", 2003, "02000", "Database 'OTHER' does not exist");
  }

  @Test
  void ifExistsIgnoresAMissingTable() throws SQLException {
    execute(
        connection, refresh("IF EXISTS nowhere", stores), "DROP ICEBERG TABLE IF EXISTS nowhere");
  }

  @Test
  void rejectsATableThatExists() throws SQLException {
    assertRejected(
        register("stores", stores),
        2002,
        "42710",
        "Table 'RETAIL_ANALYTICS.LAKEHOUSE.STORES' already exists.");
    execute(
        connection,
        register("IF NOT EXISTS stores", stores),
        register("stores", stores).replace("CREATE", "CREATE OR REPLACE"));
  }

  @Test
  void rejectsTheFileOfAnotherTable() {
    Table other = standIn.newTable("other", SCHEMA);
    assertRejected(
        refresh("stores", other),
        99906,
        "22000",
        "Iceberg table 'RETAIL_ANALYTICS.LAKEHOUSE.STORES' has table-uuid %s, the metadata file has %s."
            .formatted(stores.uuid(), other.uuid()));
  }

  @Test
  void rejectsTheRefreshOfATableThatWasUpgradedToFormatVersion3() throws SQLException {
    Table table = standIn.newTable("upgraded", SCHEMA);
    execute(connection, register("upgraded", table));
    table.updateProperties().set("format-version", "3").commit();
    assertRejected(
        refresh("upgraded", table),
        99909,
        "0A000",
        "Iceberg table 'RETAIL_ANALYTICS.LAKEHOUSE.UPGRADED' was upgraded to format version 3");
  }

  @Test
  void rejectsDeletionVectors() throws Exception {
    Table table = standIn.newTable("vectors", SCHEMA);
    table.updateProperties().set("format-version", "3").commit();
    TableWriter vectors = new TableWriter(table);
    vectors.deleteByVector(vectors.append(new Object[] {1L}), 0);
    assertRejected(
        register("vectors", table), 99908, "0A000", "The stand-in does not read deletion vectors");
  }

  @Test
  void rejectsDataFilesOutsideOfTheVolume() throws SQLException {
    execute(
        connection,
        """
        CREATE OR REPLACE EXTERNAL VOLUME elsewhere
          STORAGE_LOCATIONS = ((NAME = 'l' STORAGE_PROVIDER = 'S3'
            STORAGE_BASE_URL = 's3://lake/frompg/tables/stores/metadata/'
            STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::012345678910:role/r'))
          ALLOW_WRITES = FALSE
        """);
    String file = TableOnS3.path(stores).replaceFirst(".*/", "");
    assertRejected(
        register("t", stores)
            .replace(TableOnS3.path(stores), file)
            .replace("lake_volume", "elsewhere"),
        99905,
        "22000",
        "is not below the external volume's storage location");
  }

  @Test
  void rejectsEqualityDeletesInANewTable() throws Exception {
    Table table = standIn.newTable("equality", SCHEMA);
    new TableWriter(table).append(new Object[] {1L});
    new TableWriter(table).deleteEqual(1L);
    assertRejected(
        register("equality", table),
        91968,
        "0A000",
        "Iceberg tables with equality deletes are not supported");
  }

  @Test
  void servesTheOldSnapshotWithoutAnErrorAfterEqualityDeletes() throws Exception {
    Table table = standIn.newTable("stale", SCHEMA);
    TableWriter stale = new TableWriter(table);
    stale.append(new Object[] {1L});
    execute(connection, register("stale", table));
    String served = rows(connection, information("stale")).get(0);
    stale.deleteEqual(1L);
    execute(connection, refresh("stale", table));
    assertThat(rows(connection, information("stale"))).containsExactly(served);
    assertThat(rows(connection, "SELECT id FROM stale")).containsExactly("1");
  }

  @Test
  void refreshesToAnOlderSnapshotWithoutAnError() throws Exception {
    String older = refresh("stores", stores);
    writer.append(new Object[] {2L});
    execute(connection, refresh("stores", stores), older);
    assertThat(rows(connection, information("stores")).get(0)).contains(older.split("'", -1)[1]);
  }

  @Test
  void rejectsReplacingACatalogIntegrationInUse() {
    assertRejected(
        """
        CREATE OR REPLACE CATALOG INTEGRATION pg_lake_catalog
          CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = ICEBERG ENABLED = TRUE
        """,
        99907,
        "55006",
        "Catalog integration 'PG_LAKE_CATALOG' cannot be replaced or dropped: Iceberg table");
  }

  private static String information(String table) {
    return "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('%s')".formatted(table);
  }

  private void assertRejected(String sql, int code, String sqlState, String message) {
    RejectedStatement.by(connection, sql).with(code, sqlState, message);
  }
}
