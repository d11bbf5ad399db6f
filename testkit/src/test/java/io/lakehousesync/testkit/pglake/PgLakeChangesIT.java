package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PgLakeChangesIT {
  private static TestLake lake;

  @BeforeAll
  static void start() throws IOException {
    lake = TestLake.start();
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
  }

  private static void createTable(String name, int rows) throws Exception {
    lake.sql(
        "CREATE TABLE " + name + " (id int, name text, amount numeric(10,2)) USING iceberg",
        "INSERT INTO %s SELECT g, 'row ' || g, g / 10.0 FROM generate_series(1, %d) g"
            .formatted(name, rows));
  }

  private static void assertIcebergHoldsTheTable(String name) throws Exception {
    assertThat(lake.icebergRows(name))
        .isEqualTo(lake.rows("TABLE " + name).stream().sorted().toList());
  }

  @Test
  void fewDeletedRowsBecomePositionDeletes() throws Exception {
    createTable("few", 100);
    lake.sql("DELETE FROM few WHERE id IN (3, 50)");
    assertIcebergHoldsTheTable("few");
    assertThat(lake.files("few"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.file().recordCount()).isEqualTo(100);
              assertThat(file.deletes())
                  .singleElement()
                  .satisfies(deletes -> assertThat(deletes.recordCount()).isEqualTo(2));
            });
    assertThat(lake.iceberg("few").currentSnapshot().operation()).isEqualTo("delete");
  }

  @Test
  void commitsMergeManifestsFromTheConfiguredNumberOn() throws Exception {
    createTable("merged", 1);
    String insert = "INSERT INTO merged VALUES (2, 'x', 1)";
    lake.sql(insert, insert, insert);
    assertThat(manifests("merged")).isEqualTo(4);

    lake.sql(
        "SET pg_lake_iceberg.manifest_min_count_to_merge = 3",
        insert,
        "DELETE FROM merged WHERE id = 1");
    assertThat(manifests("merged")).isLessThan(3);
    assertThat(lake.iceberg("merged").properties()).isEmpty();
    assertIcebergHoldsTheTable("merged");
  }

  private static int manifests(String table) throws Exception {
    return lake.iceberg(table).currentSnapshot().allManifests(lake.iceberg(table).io()).size();
  }

  @Test
  void rowsAreFoundByAUuid() throws Exception {
    lake.sql(
        "CREATE TABLE by_uuid (id uuid, n int) USING iceberg",
        "INSERT INTO by_uuid SELECT md5(g::text)::uuid, g FROM generate_series(1, 50) g",
        "UPDATE by_uuid SET n = -n WHERE n % 2 = 0");
    assertIcebergHoldsTheTable("by_uuid");
  }

  @Test
  void manyDeletedRowsRewriteTheFile() throws Exception {
    createTable("many", 100);
    lake.sql("DELETE FROM many WHERE id <= 21");
    assertIcebergHoldsTheTable("many");
    assertThat(lake.files("many"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.file().recordCount()).isEqualTo(79);
              assertThat(file.deletes()).isEmpty();
            });
  }

  @Test
  void positionDeletesCountTowardsTheRewrite() throws Exception {
    createTable("gradual", 100);
    lake.sql("DELETE FROM gradual WHERE id <= 15", "DELETE FROM gradual WHERE id <= 25");
    assertIcebergHoldsTheTable("gradual");
    assertThat(lake.files("gradual"))
        .singleElement()
        .satisfies(file -> assertThat(file.file().recordCount()).isEqualTo(75));
    assertThat(
            lake.iceberg("gradual").currentSnapshot().deleteManifests(lake.iceberg("gradual").io()))
        .allSatisfy(manifest -> assertThat(manifest.hasExistingFiles()).isFalse());
  }

  @Test
  void aFileWithoutRowsIsRemoved() throws Exception {
    createTable("whole", 10);
    lake.sql("INSERT INTO whole VALUES (11, 'kept', 1)", "DELETE FROM whole WHERE id <= 10");
    assertThat(lake.icebergRows("whole")).containsExactly("11|kept|1.00");
    assertThat(lake.files("whole")).hasSize(1);
    assertThat(lake.iceberg("whole").currentSnapshot().operation()).isEqualTo("delete");
  }

  @Test
  void truncateRemovesAllFiles() throws Exception {
    createTable("emptied", 10);
    lake.sql("TRUNCATE emptied");
    assertThat(lake.files("emptied")).isEmpty();
    lake.sql("BEGIN", "INSERT INTO emptied VALUES (1)", "TRUNCATE emptied");
    lake.sql("INSERT INTO emptied VALUES (2)");
    assertThat(lake.icebergRows("emptied")).containsExactly("2|null|null");
  }

  @Test
  void updatedRowsAreDeletedAndWrittenAgain() throws Exception {
    createTable("updated", 100);
    lake.sql("UPDATE updated SET name = 'new', amount = NULL WHERE id IN (7, 8)");
    assertIcebergHoldsTheTable("updated");
    assertThat(lake.iceberg("updated").currentSnapshot().operation()).isEqualTo("overwrite");
    lake.sql("UPDATE updated SET amount = amount + 1");
    assertIcebergHoldsTheTable("updated");
  }

  @Test
  void equalRowsAreRemovedAsOftenAsTheTableLostThem() throws Exception {
    lake.sql(
        "CREATE TABLE equal (id int) USING iceberg",
        "INSERT INTO equal SELECT 1 FROM generate_series(1, 50)",
        "DELETE FROM equal WHERE ctid IN (SELECT ctid FROM equal LIMIT 3)");
    assertThat(lake.icebergRows("equal")).hasSize(47);
  }

  @Test
  void aTransactionDeletesAndUpdatesItsOwnRows() throws Exception {
    createTable("own", 50);
    lake.sql(
        """
        BEGIN;
        INSERT INTO own SELECT g, 'added', 1 FROM generate_series(51, 100) g;
        DELETE FROM own WHERE id IN (1, 51);
        UPDATE own SET name = 'twice' WHERE id IN (2, 52);
        DELETE FROM own WHERE id IN (2, 53);
        DELETE FROM own WHERE id BETWEEN 60 AND 100;
        COMMIT
        """);
    assertIcebergHoldsTheTable("own");
    assertThat(lake.snapshots("own")).hasSize(2);
  }

  @Test
  void rowsInsertedAndDeletedInOneTransactionMakeNoSnapshot() throws Exception {
    createTable("passing", 5);
    lake.sql("BEGIN; INSERT INTO passing VALUES (6); DELETE FROM passing WHERE id = 6; COMMIT");
    assertThat(lake.snapshots("passing")).hasSize(1);
    assertIcebergHoldsTheTable("passing");
  }

  @Test
  void upsertByDeleteAndInsertIsOneSnapshot() throws Exception {
    createTable("upserted", 100);
    lake.sql(
        """
        BEGIN;
        DELETE FROM upserted WHERE id = ANY (ARRAY[1, 2, 101]);
        INSERT INTO upserted VALUES (1, 'x', 1), (2, 'y', 2), (101, 'z', 3);
        COMMIT
        """);
    assertIcebergHoldsTheTable("upserted");
    assertThat(lake.snapshots("upserted")).hasSize(2);
  }
}
