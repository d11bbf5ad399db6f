package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements on a heap table arrive, with the default tracking. */
class XidCaptureIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(1, 10) AS i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM core_it.sales WHERE id > 5",
        "UPDATE core_it.sales SET id = id + 100 WHERE id < 4",
        "UPDATE core_it.sales SET id = -id",
        "TRUNCATE core_it.sales",
        "TRUNCATE core_it.sales; INSERT INTO core_it.sales VALUES (1, 100), (77, 7)",
        "INSERT INTO core_it.sales VALUES (50, 1); TRUNCATE core_it.sales;"
            + " INSERT INTO core_it.sales VALUES (51, 1)",
        "INSERT INTO core_it.sales (id, amount, sync_xid) VALUES (20, 20, '3')",
        "SET session_replication_role = replica; DELETE FROM core_it.sales WHERE id > 5;"
            + " UPDATE core_it.sales SET amount = 0 WHERE id = 1;"
            + " INSERT INTO core_it.sales (id, amount, sync_xid) VALUES (21, 1, '3')",
        "SET session_replication_role = replica; TRUNCATE core_it.sales",
        "ALTER TABLE core_it.sales DISABLE TRIGGER USER; UPDATE core_it.sales SET amount = 0;"
            + " DELETE FROM core_it.sales WHERE id = 1; ALTER TABLE core_it.sales ENABLE TRIGGER USER;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_insert;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_update;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER lakehouse_sync_xid_truncate;"
            + " ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER lakehouse_sync_xid_key;"
            + " ALTER TABLE core_it.sales ENABLE REPLICA TRIGGER lakehouse_sync_xid_delete_replica",
        "ALTER TABLE core_it.sales ALTER amount TYPE int USING amount + 1",
        "MERGE INTO core_it.sales AS s USING (VALUES (1), (2), (99)) AS v (id) ON s.id = v.id"
            + " WHEN MATCHED AND s.id = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET amount = 5"
            + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 1)",
        "DELETE FROM core_it.sales WHERE id = 3; INSERT INTO core_it.sales VALUES (3, 33)",
        "VACUUM FULL core_it.sales"
      })
  void theIcebergTableEqualsTheHeapTableAfter(String change) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);

    try (Connection session = TestSchema.postgres().getConnection()) {
      for (String statement : change.split(";", -1)) {
        TestSchema.execute(session, statement);
      }
      TestSchema.execute(session, "RESET ALL");
    }
    copyAll(SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void tombstonesStayUntilEveryTargetHasCopiedThem() throws SQLException {
    SyncTable second = SyncTable.of("core_it.sales", "core_it.iceberg_second");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES, second));
    copyAll(SALES);
    copyAll(second);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    copyAll(SALES);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 2");
    copyAll(SALES);
    copyAll(second);
    copyAll(SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_second", "id, amount");
    assertThat(TestSchema.number("SELECT count(*) FROM lakehouse_sync.xid_" + oid())).isLessThan(3);
  }

  @Test
  void whileATriggerIsDisabledNothingIsComparedAndNoCapturedDeleteIsCalledADifference()
      throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    copyAll(SALES);
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 1");
    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER zz_lakehouse_sync_update");

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(SALES);

    assertThat(report.differences()).isEmpty();
    assertThat(report.agrees()).isFalse();
    assertThat(report.verifiedThrough()).isEmpty();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .contains("zz_lakehouse_sync_update", "is disabled", "nothing can be compared");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM core_it.sales", "UPDATE core_it.sales SET id = id + 1000"})
  void aLargeRemovalIsCopiedInBatches(String change) throws SQLException {
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(11, 55) AS i");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();
    SyncSourceContract.copyAll(small, SALES);
    TestSchema.execute(change);
    SyncSourceContract.copyAll(small, SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  @Test
  void anyWriterMayDeleteButNotForgeATransactionId() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    TestSchema.execute("DROP ROLE IF EXISTS core_it_writer");
    TestSchema.execute("CREATE ROLE core_it_writer");
    TestSchema.execute("GRANT USAGE ON SCHEMA core_it TO core_it_writer");
    TestSchema.execute("GRANT ALL ON core_it.sales TO core_it_writer");
    copyAll(SALES);
    try (Connection session = TestSchema.postgres().getConnection()) {
      TestSchema.execute(session, "SET ROLE core_it_writer");
      TestSchema.execute(session, "DELETE FROM core_it.sales WHERE id = 1");
      TestSchema.execute(session, "UPDATE core_it.sales SET id = 200 WHERE id = 2");
      TestSchema.execute(session, "TRUNCATE core_it.sales");
      assertThatThrownBy(
              () ->
                  TestSchema.execute(
                      session,
                      "INSERT INTO lakehouse_sync.xid_%s (k1, sync_xid) VALUES ('1', '3')"
                          .formatted(oid())))
          .hasMessageContaining("permission denied");
      TestSchema.execute(session, "RESET ROLE");
    }
    copyAll(SALES);
    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
    TestSchema.execute("DROP OWNED BY core_it_writer; DROP ROLE core_it_writer");
  }

  @Test
  void floatingPointKeysAreReadExactlyInAnySession() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.keys (k float8 PRIMARY KEY, v int)");
    TestSchema.execute("INSERT INTO core_it.keys VALUES (0.1::float8 + 0.2::float8, 1)");
    SyncTable table = SyncTable.of("core_it.keys", "core_it.iceberg_keys");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    TestSchema.execute("UPDATE core_it.keys SET v = 2");
    DataSource rounding =
        HookedDataSource.onConnect(
            TestSchema.postgres(),
            connection -> TestSchema.execute(connection, "SET extra_float_digits = 0"));
    SyncSourceContract.copyAll(PgLakeSource.of(rounding), table);

    TestSchema.assertEqual("core_it.keys", "core_it.iceberg_keys", "k, v");
  }

  /** Values of a key that are equal for the key's type, or have the same text in a session. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "text COLLATE core_it.any_case; 'a'; 'A'",
        "citext; 'a'; 'A'",
        "double precision; 0.1; 0.10000000000000003",
        "core_it.measure; 0.1; 0.10000000000000003",
        "interval; '24:00:00'; '1 day'",
        "timestamptz; '2026-01-01 12:00+00'; '2026-01-01 13:00+00'"
      })
  void aKeyOfAnyTypeChangesAndIsDeleted(String type, String before, String after)
      throws SQLException {
    TestSchema.execute(
        "CREATE EXTENSION IF NOT EXISTS citext; CREATE DOMAIN core_it.measure AS float8;"
            + "CREATE COLLATION core_it.any_case"
            + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    TestSchema.execute("CREATE TABLE core_it.keys (k %s PRIMARY KEY, v int)".formatted(type));
    TestSchema.execute("INSERT INTO core_it.keys VALUES (%s, 1)".formatted(before));
    SyncTable table = SyncTable.of("core_it.keys", "core_it.iceberg_keys");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(table);
    try (Connection session = TestSchema.postgres().getConnection()) {
      TestSchema.execute(
          session,
          "SET extra_float_digits = 0; SET TimeZone = 'Asia/Tokyo';"
              + " SET IntervalStyle = 'iso_8601'");
      TestSchema.execute(session, "UPDATE core_it.keys SET k = %s".formatted(after));
      copyAll(table);
      assertThat(TestSchema.rows("SELECT k::text FROM core_it.iceberg_keys"))
          .isEqualTo(TestSchema.rows("SELECT k::text FROM core_it.keys"));
      TestSchema.execute(session, "DELETE FROM core_it.keys");
    }
    copyAll(table);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.iceberg_keys")).isZero();
  }

  /** As texts, ids of more digits are smaller. */
  @Test
  void pagesOfDeletedKeysFollowTheOrderOfTheTransactions() throws SQLException {
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(11, 40) AS i");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    SyncSource pages = PgLakeSource.builder(TestSchema.copier()).batchRows(4).build();
    SyncSourceContract.copyAll(pages, SALES);
    long next = TestSchema.number("SELECT pg_current_xact_id()::text::bigint") + 1;
    long more = 1000;
    while (more < next + 10) {
      more *= 10;
    }
    TestSchema.execute(
        "DO $$ BEGIN FOR i IN 1..%d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
            .formatted(more - next - 3));

    for (int i = 0; i < 20; i += 4) {
      TestSchema.execute(
          "DELETE FROM core_it.sales WHERE id > %d AND id <= %d".formatted(i, i + 4));
    }
    SyncSourceContract.copyAll(pages, SALES);

    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount");
  }

  private static String oid() throws SQLException {
    return TestSchema.rows("SELECT 'core_it.sales'::regclass::oid").get(0);
  }

  private void copyAll(SyncTable table) {
    SyncSourceContract.copyAll(source, table);
  }
}
