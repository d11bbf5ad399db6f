package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PgLakeVacuumIT {
  private static final String SNAPSHOT_AGE = "pg_lake_iceberg.max_snapshot_age";
  private static final String RETENTION = "pg_lake_engine.orphaned_file_retention_period";

  private static TestLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = TestLake.start();
  }

  @AfterEach
  void resetSettings() throws SQLException {
    lake.sql(
        "ALTER DATABASE postgres RESET " + SNAPSHOT_AGE,
        "ALTER DATABASE postgres RESET " + RETENTION);
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
  }

  private static void set(String setting, int value) throws SQLException {
    lake.sql("ALTER DATABASE postgres SET %s = %d".formatted(setting, value));
  }

  private static void createTable(String name, int files) throws SQLException {
    lake.sql("CREATE TABLE " + name + " (id int, note text) USING iceberg");
    for (int i = 0; i < files; i++) {
      lake.sql(
          "INSERT INTO %s SELECT g, 'x' FROM generate_series(%d, %d) g"
              .formatted(name, 10 * i + 1, 10 * i + 10));
    }
  }

  private static void assertIcebergHoldsTheTable(String name) throws Exception {
    assertThat(lake.icebergRows(name))
        .isEqualTo(lake.rows("TABLE " + name).stream().sorted().toList());
  }

  /**
   * Waits until VACUUM has compacted the files of a table. The engine does this after the statement
   * has returned.
   */
  private static void awaitFiles(String table, int files) {
    await().untilAsserted(() -> assertThat(lake.files(table)).hasSize(files));
  }

  private static List<String> objects(String table) {
    return lake.objects().stream().filter(key -> key.contains("/" + table + "/")).toList();
  }

  @Test
  void smallFilesAndDeletedPositionsBecomeOneFile() throws Exception {
    createTable("small", 5);
    lake.sql("DELETE FROM small WHERE id IN (3, 44)");
    String before = lake.location("small");

    lake.sql("VACUUM small");
    awaitFiles("small", 1);

    assertThat(lake.files("small").get(0).deletes()).isEmpty();
    assertThat(lake.files("small").get(0).file().recordCount()).isEqualTo(48);
    assertIcebergHoldsTheTable("small");
    assertThat(lake.snapshots("small"))
        .extracting(Snapshot::operation)
        .startsWith("append", "append", "append", "append", "append", "delete", "overwrite");
    assertThat(lake.location("small")).isNotEqualTo(before);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        lake.rows(
                            "SELECT DISTINCT content FROM lake_iceberg.files('%s')"
                                .formatted(lake.location("small"))))
                    .containsExactly("DATA"));
  }

  @Test
  void fewerThanFiveFilesAreNotCompacted() throws Exception {
    createTable("few", 4);
    createTable("enough", 5);
    String before = lake.location("few");
    lake.sql("VACUUM few", "VACUUM enough");
    awaitFiles("enough", 1);
    assertThat(lake.location("few")).isEqualTo(before);
  }

  @Test
  void oldSnapshotsExpireAndTheirFilesStayForTenDays() throws Exception {
    createTable("aged", 5);
    List<String> before = objects("aged");
    set(SNAPSHOT_AGE, 0);
    lake.sql("VACUUM aged");
    await().untilAsserted(() -> assertThat(lake.snapshots("aged")).hasSize(1));
    assertIcebergHoldsTheTable("aged");
    assertThat(lake.files("aged")).hasSize(1);

    lake.sql("INSERT INTO aged VALUES (0, 'later')", "VACUUM aged");
    await().untilAsserted(() -> assertThat(lake.snapshots("aged")).hasSize(1));
    assertThat(objects("aged")).containsAll(before);

    set(RETENTION, 0);
    lake.sql("VACUUM aged");
    await().untilAsserted(() -> assertThat(objects("aged")).hasSizeLessThan(before.size()));
    assertIcebergHoldsTheTable("aged");
    assertThat(objects("aged")).contains(lake.location("aged").substring("s3://lake/".length()));
  }

  @Test
  void snapshotsWithinTheAgeStay() throws Exception {
    createTable("young", 5);
    lake.sql("VACUUM young");
    awaitFiles("young", 1);
    assertThat(lake.snapshots("young")).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void orphansOfARollbackAreDeletedImmediately() throws Exception {
    createTable("undone", 1);
    List<String> before = objects("undone");
    lake.sql("BEGIN; INSERT INTO undone VALUES (0, 'no'); ROLLBACK");
    assertThat(objects("undone")).hasSizeGreaterThan(before.size());
    lake.sql("VACUUM undone");
    await().untilAsserted(() -> assertThat(objects("undone")).containsExactlyElementsOf(before));
  }

  @Test
  void isRefusedInATransaction() throws Exception {
    createTable("inside", 1);
    try (Connection connection = lake.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> statement.execute("VACUUM inside"))
          .hasMessageContaining("VACUUM cannot run inside a transaction block")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
    }
  }

  @Test
  void theOptionIcebergIsRejected() {
    assertThatThrownBy(() -> lake.sql("VACUUM (ICEBERG)"))
        .hasMessageContaining("unrecognized VACUUM option \"iceberg\"");
  }

  @Test
  void waitsForAnOpenWriterAndIncludesItsRows() throws Exception {
    createTable("open", 5);
    try (Connection writer = lake.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO open VALUES (0, 'open')");
      lake.sql("VACUUM open");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          lake.rows(
                              "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                  + " AND query LIKE '%lake_testkit.compact%'"))
                      .containsExactly("1"));
      assertThat(lake.files("open")).hasSize(5);
      statement.execute("DELETE FROM open WHERE id IN (1, 2)");
      writer.commit();
    }
    awaitFiles("open", 1);
    assertIcebergHoldsTheTable("open");
    lake.sql("INSERT INTO open VALUES (99, 'after')");
    assertIcebergHoldsTheTable("open");
  }

  @Test
  void aDroppedTableIsIgnored() throws Exception {
    createTable("gone", 5);
    createTable("last", 5);
    lake.sql("VACUUM gone", "DROP TABLE gone", "VACUUM last");
    awaitFiles("last", 1);
  }
}
