package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.CatalogVerdict.Cure;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.Difference.Side;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares the catalog with the Iceberg table, through the real driver. */
class VerifyCatalogIT {
  private static final String SCHEMA = "RETAIL.LAKE";
  private static final int ROWS = 6_000;

  private static final SyncTable TABLE =
      SyncTable.of("verify_it.sales", "verify_it.iceberg_sales").mode(WriteMode.UPSERT);

  /** An altered copy: rows whose number has a certain remainder are missing, changed or extra. */
  private static final String ALTER =
      """
      CREATE TABLE verify_it.altered (LIKE verify_it.iceberg_sales) USING iceberg;
      INSERT INTO verify_it.altered SELECT * FROM verify_it.iceberg_sales WHERE n % 18 <> 1;
      INSERT INTO verify_it.altered
        SELECT store, code || '+', n, amount, flag, note, day, seen, local, at, raw, ref, ratio, tags
        FROM verify_it.iceberg_sales WHERE n % 18 = 2;
      UPDATE verify_it.altered SET
        amount = CASE WHEN n / 18 % 8 = 0 THEN amount + 0.01 ELSE amount END,
        flag = CASE WHEN n / 18 % 8 = 1 THEN NOT flag ELSE flag END,
        note = CASE WHEN n / 18 % 8 = 2 THEN coalesce(note || ',', '') ELSE note END,
        day = CASE WHEN n / 18 % 8 = 3 THEN day - 1 ELSE day END,
        seen = CASE WHEN n / 18 % 8 = 4 THEN seen + interval '1 us' ELSE seen END,
        local = CASE WHEN n / 18 % 8 = 5 THEN NULL ELSE local END,
        at = CASE WHEN n / 18 % 8 = 6 THEN at + interval '1 us' ELSE at END,
        raw = CASE WHEN n / 18 % 8 = 7 THEN raw || '\\x00' ELSE raw END
      WHERE n % 18 = 3 AND right(code, 1) <> '+'
      """;

  private final DataSource postgres = LakehouseUnderTest.shared().postgres();
  private final SnowflakeAccount account = new SnowflakeAccount();
  private SnowflakeRefresher refresher;
  private PgLakeVerifier verifier;

  @BeforeEach
  void copyRowsAndServeThem() throws SQLException {
    SnowflakeAccount.postgres("DROP SCHEMA IF EXISTS verify_it CASCADE");
    SnowflakeAccount.postgres("CREATE SCHEMA verify_it");
    SnowflakeAccount.postgres("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    SnowflakeAccount.postgres(
        """
        CREATE TABLE verify_it.sales (
          store int, code text, n int, amount numeric(20,4), flag boolean, note varchar(30), day date,
          seen timestamptz, local timestamp, at time, raw bytea, ref uuid, ratio double precision,
          tags text[], PRIMARY KEY (store, code))
        """);
    PgLakeSetup.of(postgres).apply(List.of(TABLE));
    insert(0, ROWS - 1);
    copy();
    refresher =
        SnowflakeRefresher.builder(account.dataSource())
            .storageBaseUrl(SnowflakeAccount.location())
            .schema(SCHEMA)
            .createMissing("LAKEHOUSE_SYNC_VOLUME", "LAKEHOUSE_SYNC_CATALOG")
            .build();
    SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .build()
        .apply(account.dataSource());
    refresher.refresh(TABLE, committed("iceberg_sales"));
    verifier =
        PgLakeVerifier.builder(postgres)
            .catalog(SnowflakeCatalogReader.of(account.dataSource(), SCHEMA))
            .refresher(refresher)
            .rangeRows(400)
            .build();
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
    SnowflakeAccount.postgres("DROP SCHEMA IF EXISTS verify_it CASCADE");
  }

  @Test
  void theServedRowsAgreeAlthoughTheSessionIsNotInUtc() throws SQLException {
    assertThat(account.value("SELECT CAST(CAST('2026-01-01T01:00:00Z' AS TIMESTAMP_LTZ) AS DATE)"))
        .isEqualTo("2025-12-31");

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.differences()).isEmpty();
    assertThat(report.agrees()).isTrue();
    CatalogVerdict verdict = report.catalog().orElseThrow();
    assertThat(verdict.standing()).hasValue(CatalogStanding.CURRENT);
    assertThat(verdict.rows()).isEqualTo(ROWS);
    assertThat(report.notes())
        .contains(
            "Column \"ratio\" is not compared with the catalog, which writes double precision"
                + " differently.",
            "Column \"tags\" is not compared with the catalog, which writes text[] differently.");
  }

  /** There, the columns have their names of the catalog; other tables have upper-case names. */
  @Test
  void comparesATableOfALinkedDatabase() throws SQLException {
    try (SnowflakeAccount linked =
        new SnowflakeAccount(
            builder ->
                builder
                    .managedTables(() -> List.of("verify_it.iceberg_sales"))
                    .managedCatalog(name -> Optional.of(committed("iceberg_sales").uri())))) {
      linked.execute(
          "CREATE POSTGRES INSTANCE I COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
              + " AUTHENTICATION_AUTHORITY = POSTGRES");
      linked.wait(Duration.ofHours(1));
      SnowflakeSetup.linked(
              "LINKED",
              new ManagedCatalog("C", "I", "postgres", "verify_it", Duration.ofMinutes(1)),
              List.of())
          .apply(linked.dataSource());
      linked.pass(Duration.ofMinutes(1));

      VerifyReport report =
          PgLakeVerifier.builder(postgres)
              .catalog(SnowflakeCatalogReader.of(linked.dataSource(), SCHEMA))
              .rangeRows(400)
              .build()
              .verify(TABLE.catalogName("LINKED.\"verify_it\".\"iceberg_sales\""));

      assertThat(report.differences()).isEmpty();
      assertThat(report.catalog().orElseThrow().standing()).hasValue(CatalogStanding.CURRENT);
      assertThat(report.catalog().orElseThrow().rows()).isEqualTo(ROWS);
    }
  }

  @Test
  void findsEachOfAThousandAlteredRowsAndNamesTheRemedy() throws SQLException {
    SnowflakeAccount.postgres(ALTER);
    account.snowflake().serveRowsOf("RETAIL.LAKE.ICEBERG_SALES", committed("altered").uri());

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.differences())
        .allMatch(d -> d.side() == Side.CATALOG && d.cause() == Cause.FAULT);
    assertThat(found(report)).isEqualTo(altered()).hasSizeGreaterThanOrEqualTo(1_000);
    assertThat(report.agrees()).isFalse();
    RepairPlan plan = RepairPlan.of(report);
    assertThat(plan.ranges()).isEmpty();
    assertThat(plan.catalog()).isEqualTo(Cure.REPLACE);
    refresher.replace(TABLE, committed("iceberg_sales"));
    assertThat(verifier.verify(TABLE).differences()).isEmpty();
  }

  @Test
  void aCatalogThatIsBehindLacksTheLatestRowsUntilTheRepairRefreshesIt() throws SQLException {
    insert(ROWS, ROWS + 499);
    SnowflakeAccount.postgres("UPDATE verify_it.sales SET amount = -1 WHERE n < 500");
    copy();

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.catalog().orElseThrow().standing()).hasValue(CatalogStanding.BEHIND);
    assertThat(report.agrees()).isTrue();
    assertThat(report.differences()).hasSize(1_000).allMatch(d -> d.cause() == Cause.PENDING);
    assertThat(report.differences().stream().filter(d -> d.kind() == Kind.MISSING)).hasSize(500);
    RepairReport repaired = verifier.repair(RepairPlan.of(report));
    assertThat(repaired.refresh()).isPresent();
    assertThat(verifier.verify(TABLE).differences()).isEmpty();
  }

  @Test
  void aRepairOfTheIcebergTableReachesTheCatalog() throws SQLException {
    SnowflakeAccount.postgres("DELETE FROM verify_it.iceberg_sales WHERE n < 10");
    refresher.refresh(TABLE, committed("iceberg_sales"));
    VerifyReport report = verifier.verify(TABLE);
    assertThat(report.differences()).hasSize(10).allMatch(d -> d.side() == Side.ICEBERG);

    verifier.repair(RepairPlan.of(report));

    VerifyReport after = verifier.verify(TABLE);
    assertThat(after.differences()).isEmpty();
    assertThat(after.catalog().orElseThrow().standing()).hasValue(CatalogStanding.CURRENT);
  }

  @Test
  void rowsWithNullInTheirKeyAreComparedToo() throws SQLException {
    SnowflakeAccount.postgres("CREATE TABLE verify_it.nulls (k int, v text)");
    SyncTable nulls =
        SyncTable.of("verify_it.nulls", "verify_it.iceberg_nulls")
            .tracking(ChangeTracking.comparison())
            .key("k");
    PgLakeSetup.of(postgres).apply(List.of(nulls));
    SnowflakeAccount.postgres("INSERT INTO verify_it.nulls VALUES (1, 'one'), (NULL, 'none')");
    PgLakeSource.of(postgres).copy(nulls);
    refresher.refresh(nulls, committed("iceberg_nulls"));
    assertThat(verifier.verify(nulls).agrees()).isTrue();
    SnowflakeAccount.postgres(
        """
        CREATE TABLE verify_it.altered (LIKE verify_it.iceberg_nulls) USING iceberg;
        INSERT INTO verify_it.altered VALUES (1, 'one'), (NULL, 'another')
        """);
    account.snowflake().serveRowsOf("RETAIL.LAKE.ICEBERG_NULLS", committed("altered").uri());

    VerifyReport report = verifier.verify(nulls);

    assertThat(report.differences())
        .containsExactly(Difference.inCatalog(Kind.CHANGED, Cause.FAULT, List.of()));
    assertThat(report.agrees()).isFalse();
    assertThat(report.notes())
        .contains(
            "The catalog is compared as a whole, because 1 rows of verify_it.iceberg_nulls have null"
                + " in their key.");
  }

  @Test
  void aRecreatedTableIsNotReplacedByTheRepair() throws SQLException {
    SnowflakeAccount.postgres("DROP TABLE verify_it.iceberg_sales");
    PgLakeSetup.of(postgres).apply(List.of(TABLE));
    PgLakeSetup.of(postgres).newBaseline(TABLE);
    copy();

    CatalogVerdict verdict = verifier.verify(TABLE).catalog().orElseThrow();

    assertThat(verdict.standing()).hasValue(CatalogStanding.ANOTHER_TABLE);
    assertThat(verdict.cure()).isEqualTo(Cure.REPLACE);
    assertThat(verdict)
        .asString()
        .startsWith("another table: serves ")
        .endsWith("; its table must be created anew");
  }

  private static Map<String, Kind> found(VerifyReport report) {
    return new TreeMap<>(
        report.differences().stream()
            .collect(Collectors.toMap(d -> String.join("|", keyOf(d)), Difference::kind)));
  }

  private static List<String> keyOf(Difference difference) {
    return difference.key().stream().map(Objects::requireNonNull).toList();
  }

  private static Map<String, Kind> altered() {
    Map<String, Kind> altered = new TreeMap<>();
    for (int n = 0; n < ROWS; n++) {
      String key = n / 100 + "|" + "aBcÄ".charAt(n % 4) + n % 100;
      switch (n % 18) {
        case 1 -> altered.put(key, Kind.MISSING);
        case 2 -> altered.put(key + "+", Kind.EXTRA);
        case 3 -> altered.put(key, Kind.CHANGED);
        default -> {}
      }
    }
    return altered;
  }

  private static void insert(int from, int to) throws SQLException {
    SnowflakeAccount.postgres(
        """
        INSERT INTO verify_it.sales
        SELECT n / 100, substr('aBcÄ', 1 + n %% 4, 1) || n %% 100, n, n / 7.0, n %% 2 = 0,
               CASE WHEN n %% 5 > 0 THEN 'say "' || n || '", \\é' END, date '1969-12-01' + n,
               timestamptz '2024-01-01 12:00+02' + n * interval '1 minute 1 us',
               timestamp '1968-01-01 12:00' + n * interval '1 us',
               time '00:00' + n * interval '1001 us', decode(md5(n::text), 'hex'), md5(n::text)::uuid,
               n * 0.1, ARRAY['t' || n]
        FROM generate_series(%d, %d) AS n
        """
            .formatted(from, to));
  }

  private void copy() {
    SyncSource source = PgLakeSource.of(postgres);
    source.copy(TABLE);
  }

  private MetadataLocation committed(String table) {
    TableName name = new TableName("verify_it", table);
    return Objects.requireNonNull(
        IcebergTablesLocator.of(postgres).locations(List.of(name)).get(name));
  }
}
