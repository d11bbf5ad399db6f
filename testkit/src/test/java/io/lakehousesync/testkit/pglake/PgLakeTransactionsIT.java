package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class PgLakeTransactionsIT {
  private static TestLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = TestLake.start();
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
  }

  @Test
  void insertedRowsAreInTheSnapshotThatCommitMade() throws Exception {
    lake.sql(
        "CREATE TABLE inserted (id int, name text) USING iceberg",
        "INSERT INTO inserted VALUES (1, 'one'), (2, NULL)");
    assertThat(lake.icebergRows("inserted")).containsExactly("1|one", "2|null");
    assertThat(lake.snapshots("inserted")).hasSize(1);
    assertThat(lake.location("inserted"))
        .matches(
            "s3://lake/frompg/tables/postgres/public/inserted/\\d+"
                + "/metadata/00001-[0-9a-f-]{36}\\.metadata\\.json");
  }

  @Test
  void aNewTableHasItsLocationAtOnceAndItsFileAtCommit() throws Exception {
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TABLE created (id int) USING iceberg");
      String location =
          TestLake.rows(
                  connection,
                  "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'created'")
              .get(0);
      String key = location.substring("s3://lake/".length());
      assertThat(key).contains("/metadata/00000-");
      assertThat(lake.objects()).doesNotContain(key);
      connection.commit();
      assertThat(lake.objects()).contains(key);
      assertThat(lake.location("created")).isEqualTo(location);
    }
    assertThat(lake.icebergRows("created")).isEmpty();
  }

  @Test
  void createAndInsertInOneTransactionWriteOneMetadataFile() throws Exception {
    lake.sql(
        "BEGIN",
        "CREATE TABLE at_once (id int) USING iceberg",
        "INSERT INTO at_once VALUES (1)",
        "COMMIT");
    assertThat(lake.location("at_once")).contains("/metadata/00000-");
    assertThat(lake.icebergRows("at_once")).containsExactly("1");
  }

  @Test
  void severalStatementsOfATransactionMakeOneSnapshotAtCommit() throws Exception {
    lake.sql("CREATE TABLE several (id int) USING iceberg");
    String before = lake.location("several");
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO several VALUES (1)");
      statement.execute("INSERT INTO several VALUES (2)");
      assertThat(TestLake.rows(connection, "SELECT count(*) FROM several")).containsExactly("2");
      assertThat(
              TestLake.rows(
                  connection,
                  "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'several'"))
          .containsExactly(before);
      connection.commit();
    }
    assertThat(lake.location("several")).isNotEqualTo(before);
    assertThat(
            lake.rows(
                "SELECT previous_metadata_location FROM iceberg_tables"
                    + " WHERE table_name = 'several'"))
        .containsExactly(before);
    assertThat(lake.snapshots("several")).hasSize(1);
    assertThat(lake.icebergRows("several")).containsExactly("1", "2");
  }

  @Test
  void rollbackKeepsTheLocationAndLeavesAnOrphan() throws Exception {
    lake.sql("CREATE TABLE rolled_back (id int) USING iceberg");
    String before = lake.location("rolled_back");
    lake.sql("BEGIN", "INSERT INTO rolled_back VALUES (1)", "ROLLBACK");
    assertThat(lake.location("rolled_back")).isEqualTo(before);
    assertThat(lake.icebergRows("rolled_back")).isEmpty();
    assertThat(lake.objects())
        .filteredOn(key -> key.contains("/rolled_back/") && key.endsWith(".parquet"))
        .hasSize(1);
  }

  @Test
  void rollbackToASavepointRemovesItsRows() throws Exception {
    lake.sql("CREATE TABLE saved (id int) USING iceberg");
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO saved VALUES (1)");
      Savepoint savepoint = connection.setSavepoint();
      statement.execute("INSERT INTO saved VALUES (2)");
      statement.execute("DELETE FROM saved WHERE id = 1");
      connection.rollback(savepoint);
      statement.execute("INSERT INTO saved VALUES (3)");
      connection.commit();
    }
    assertThat(lake.icebergRows("saved")).containsExactly("1", "3");
  }

  @Test
  void aStatementThatChangesNothingMakesNoSnapshot() throws Exception {
    lake.sql("CREATE TABLE idle (id int) USING iceberg");
    String before = lake.location("idle");
    long objects = lake.objects().stream().filter(key -> key.contains("/idle/")).count();
    lake.sql(
        "INSERT INTO idle SELECT 1 WHERE false",
        "UPDATE idle SET id = 2",
        "DELETE FROM idle",
        "TRUNCATE idle");
    assertThat(lake.location("idle")).isEqualTo(before);
    assertThat(lake.objects().stream().filter(key -> key.contains("/idle/")))
        .hasSize((int) objects);
  }

  @Test
  void twoTablesOfATransactionCommitTogether() throws Exception {
    lake.sql("CREATE TABLE a (id int) USING iceberg", "CREATE TABLE b (id int) USING iceberg");
    lake.sql("BEGIN", "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)", "ROLLBACK");
    assertThat(lake.snapshots("a")).isEmpty();
    assertThat(lake.snapshots("b")).isEmpty();
    lake.sql("BEGIN", "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)", "COMMIT");
    assertThat(lake.icebergRows("a")).containsExactly("1");
    assertThat(lake.icebergRows("b")).containsExactly("1");
  }

  @Test
  void rowsReturnedByAnInsertUpdateTheHeapTable() throws Exception {
    lake.sql(
        "CREATE TABLE heap1 (id int, synced boolean DEFAULT false)",
        "INSERT INTO heap1 SELECT generate_series(1, 3)",
        "CREATE TABLE copy1 (id int) USING iceberg",
        """
        WITH copied AS (
          INSERT INTO copy1 SELECT id FROM heap1 WHERE NOT synced RETURNING id)
        UPDATE heap1 SET synced = true FROM copied WHERE heap1.id = copied.id
        """);
    assertThat(lake.icebergRows("copy1")).containsExactly("1", "2", "3");
    assertThat(lake.rows("SELECT count(*) FROM heap1 WHERE synced")).containsExactly("3");
  }

  @Test
  void rowsReturnedByAnUpdateAreInserted() throws Exception {
    lake.sql(
        "CREATE TABLE heap2 (id int, synced boolean DEFAULT false)",
        "INSERT INTO heap2 SELECT generate_series(1, 3)",
        "CREATE TABLE copy2 (id int) USING iceberg",
        """
        WITH marked AS (
          UPDATE heap2 SET synced = true WHERE NOT synced RETURNING id)
        INSERT INTO copy2 SELECT id FROM marked
        """);
    assertThat(lake.icebergRows("copy2")).containsExactly("1", "2", "3");
  }

  @Test
  void createTableAsAndSelectIntoWriteAllRows() throws Exception {
    lake.sql(
        "CREATE TABLE made USING iceberg AS SELECT g AS id FROM generate_series(1, 3) g",
        "INSERT INTO made VALUES (4)",
        "SET default_table_access_method = iceberg; SELECT id INTO made_too FROM made");
    assertThat(lake.icebergRows("made")).containsExactly("1", "2", "3", "4");
    assertThat(lake.icebergRows("made_too")).containsExactly("1", "2", "3", "4");
  }

  @Test
  void copyFromTheClientIsAnInsert() throws Exception {
    lake.sql("CREATE TABLE copied (id int, name text) USING iceberg");
    try (Connection connection = lake.connect()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY copied FROM STDIN (FORMAT csv)", new StringReader("1,a\n2,b\n"));
    }
    assertThat(lake.icebergRows("copied")).containsExactly("1|a", "2|b");
  }

  @Test
  void onConflictDoNothingInsertsTheDuplicate() throws Exception {
    lake.sql(
        "CREATE TABLE twice (id int) USING iceberg",
        "INSERT INTO twice VALUES (1)",
        "INSERT INTO twice VALUES (1) ON CONFLICT DO NOTHING");
    assertThat(lake.icebergRows("twice")).containsExactly("1", "1");
  }

  @Test
  void theMetadataFunctionsReadWhatIsCommitted() throws Exception {
    lake.sql(
        "CREATE TABLE described (id int) USING iceberg", "INSERT INTO described VALUES (1), (2)");
    Snapshot snapshot = lake.iceberg("described").currentSnapshot();
    assertThat(
            lake.rows(
                """
                SELECT s.snapshot_id, s.sequence_number, f.record_count,
                       lake_iceberg.metadata(t.metadata_location) ->> 'format-version'
                FROM iceberg_tables t, lake_iceberg.snapshots(t.metadata_location) s,
                     lake_iceberg.files(t.metadata_location) f
                WHERE t.table_name = 'described'
                """))
        .containsExactly(snapshot.snapshotId() + "|1|2|2");
  }

  @Test
  void theCatalogCannotBeWritten() throws Exception {
    lake.sql("CREATE TABLE listed (id int) USING iceberg");
    assertThatThrownBy(() -> lake.sql("UPDATE iceberg_tables SET metadata_location = 'x'"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
        .hasMessageContaining(
            "writes to the postgres catalog are currently only supported via pg_lake_iceberg"
                + " tables");
  }

  @Test
  void onlyTransactionsThatChangeNoIcebergTableArePrepared() throws Exception {
    lake.sql("CREATE TABLE prepared (id int) USING iceberg", "CREATE TABLE heap (id int)");
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO prepared VALUES (1)");
      assertThatThrownBy(() -> statement.execute("PREPARE TRANSACTION 'iceberg'"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
          .hasMessageContaining("cannot prepare a transaction that has Iceberg metadata changes");
      connection.rollback();

      statement.execute("INSERT INTO heap VALUES (1)");
      statement.execute("PREPARE TRANSACTION 'heap'");
      connection.setAutoCommit(true);
      statement.execute("COMMIT PREPARED 'heap'");
    }
    assertThat(lake.icebergRows("prepared")).isEmpty();
    assertThat(lake.rows("SELECT id::text FROM heap")).containsExactly("1");
  }
}
