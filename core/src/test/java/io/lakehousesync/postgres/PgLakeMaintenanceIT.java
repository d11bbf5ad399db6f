package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.postgres.internal.sql.TableLock;
import io.lakehousesync.postgres.report.Compaction;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult.AlreadyDone;
import io.lakehousesync.postgres.report.VacuumResult.Done;
import io.lakehousesync.postgres.report.VacuumResult.Failed;
import io.lakehousesync.postgres.report.VacuumResult.Incomplete;
import io.lakehousesync.postgres.report.VacuumResult.NotAsked;
import io.lakehousesync.postgres.report.VacuumResult.NotNeeded;
import io.lakehousesync.postgres.report.VacuumResult.Postponed;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PgLakeMaintenanceIT {
  private static final int FILES = 6;
  private static final SyncTable TABLE =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales").tracking(ChangeTracking.comparison());
  private static final List<SyncTable> TABLES = List.of(TABLE);
  private static final MaintenanceLimits STRICT = MaintenanceLimits.ofDefaults().smallFiles(5);

  private final PgLakeMaintenance maintenance = builder(TestSchema.postgres()).build();

  private static PgLakeMaintenance.Builder builder(DataSource dataSource) {
    return PgLakeMaintenance.builder(dataSource).limits(STRICT).waitForCopies(Duration.ZERO);
  }

  @BeforeEach
  void createTableOfSmallFiles() throws SQLException {
    try (Connection connection = TestSchema.postgres().getConnection()) {
      TestSchema.execute(
          connection,
          """
          DROP SCHEMA IF EXISTS lakehouse_sync CASCADE;
          DROP SCHEMA IF EXISTS core_it CASCADE;
          CREATE SCHEMA core_it;
          CREATE TABLE core_it.sales (id int PRIMARY KEY);
          CREATE TABLE core_it.iceberg_sales (id int) USING iceberg
          """);
      for (int i = 0; i < FILES; i++) {
        TestSchema.execute(
            connection,
            "INSERT INTO core_it.iceberg_sales SELECT g FROM generate_series(%d, %d) g"
                .formatted(10 * i + 1, 10 * i + 10));
      }
      TestSchema.execute(connection, "DELETE FROM core_it.iceberg_sales WHERE id = 7");
    }
  }

  private MaintenanceReport watch() {
    return maintenance.watch(TABLES).get(0);
  }

  @Test
  void tableWithinTheLimitsIsInOrder() {
    MaintenanceReport report = PgLakeMaintenance.of(TestSchema.postgres()).vacuum(TABLES).get(0);

    assertThat(report.vacuum()).isInstanceOf(NotNeeded.class);
    assertThat(report.warnings()).isEmpty();
    assertThat(report.layout())
        .hasValueSatisfying(
            layout -> {
              assertThat(layout.dataFiles()).isEqualTo(FILES);
              assertThat(layout.smallFiles()).isEqualTo(FILES);
              assertThat(layout.deleteFiles()).isEqualTo(1);
              assertThat(layout.rows()).isEqualTo(10 * FILES - 1);
              assertThat(layout.manifests()).isEqualTo(FILES + 1);
              assertThat(layout.snapshots()).isEqualTo(FILES + 1);
              assertThat(layout.metadataBytes()).isGreaterThan(540 * FILES);
            });
    assertThat(report.toString()).startsWith("in order core_it.iceberg_sales files=6 small=6 ");
  }

  @Test
  void watchingWarnsAndChangesNothing() throws SQLException {
    String before = location();

    MaintenanceReport report = watch();

    assertThat(report.vacuum()).isInstanceOf(NotAsked.class);
    assertThat(report.needsAttention()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("6 small data files, more than 5: ");
    assertThat(report.toString())
        .startsWith("needs VACUUM core_it.iceberg_sales ")
        .contains(" warning=\"6 small data files");
    assertThat(location()).isEqualTo(before);
    // PostgreSQL has no counts for pg_lake's tables, because they are foreign tables.
    assertThat(
            TestSchema.rows(
                "SELECT vacuum_count FROM pg_stat_all_tables WHERE relname = 'iceberg_sales'"))
        .allMatch("0"::equals);
  }

  @Test
  void vacuumCompactsATableBeyondALimit() {
    MaintenanceReport report = maintenance.vacuum(TABLES).get(0);

    assertThat(report.vacuum()).isInstanceOf(Done.class);
    assertThat(report.needsAttention()).isFalse();
    assertThat(report.toString())
        .startsWith("vacuumed core_it.iceberg_sales took_ms=")
        .contains(" before=\"files=");
    await()
        .untilAsserted(
            () ->
                assertThat(watch().layout())
                    .hasValueSatisfying(
                        layout -> {
                          assertThat(layout.dataFiles()).isEqualTo(1);
                          assertThat(layout.deleteFiles()).isZero();
                          assertThat(layout.rows()).isEqualTo(10 * FILES - 1);
                        }));
    assertThat(maintenance.vacuum(TABLES).get(0).vacuum()).isInstanceOf(NotNeeded.class);
  }

  @Test
  void tableThatStaysBeyondALimitIsVacuumedAgainOnlyAfterACommit() throws SQLException {
    PgLakeMaintenance strict =
        builder(TestSchema.postgres()).limits(STRICT.metadataBytes(1)).build();
    assertThat(strict.vacuum(TABLES).get(0).vacuum()).isInstanceOf(Done.class);

    MaintenanceReport again = strict.vacuum(TABLES).get(0);

    assertThat(again.vacuum()).isInstanceOf(AlreadyDone.class);
    assertThat(again.needsAttention()).isFalse();
    assertThat(again.toString()).startsWith("vacuumed before core_it.iceberg_sales files=");
    TestSchema.execute("INSERT INTO core_it.iceberg_sales VALUES (1000)");
    assertThat(strict.vacuum(TABLES).get(0).vacuum()).isInstanceOf(Done.class);
  }

  @Test
  void noticesACompactionByAnotherSession() throws SQLException {
    assertThat(watch().lastCompaction()).isEmpty();

    TestSchema.execute("VACUUM core_it.iceberg_sales");

    await().untilAsserted(() -> assertThat(watch().lastCompaction()).isPresent());
    MaintenanceReport report = watch();
    Compaction compaction = report.lastCompaction().orElseThrow();
    assertThat(compaction.filesBefore()).isEqualTo(FILES);
    assertThat(compaction.filesAfter()).isEqualTo(1);
    assertThat(compaction.noticedAt()).isBefore(report.layout().orElseThrow().at());
  }

  @Test
  void deletedRowsAreNotACompaction() throws SQLException {
    watch();
    TestSchema.execute("DELETE FROM core_it.iceberg_sales WHERE id <= 20");
    MaintenanceReport report = watch();
    assertThat(report.layout().orElseThrow().dataFiles()).isEqualTo(FILES - 2);
    assertThat(report.lastCompaction()).isEmpty();
  }

  @Test
  void vacuumIsPostponedDuringACopy() throws SQLException {
    try (Connection copy = TestSchema.postgres().getConnection()) {
      copy.setAutoCommit(false);
      TestSchema.execute(copy, "SET LOCAL application_name = 'nightly load'");
      TableLock.take(copy, TABLE);

      MaintenanceReport report = maintenance.vacuum(TABLES).get(0);

      assertThat(report.vacuum())
          .isInstanceOfSatisfying(
              Postponed.class,
              postponed ->
                  assertThat(postponed.holder())
                      .contains(
                          "(application nightly load, user postgres), which copies the table"));
      assertThat(report.needsAttention()).isTrue();
    }
    assertThat(maintenance.vacuum(TABLES).get(0).vacuum()).isInstanceOf(Done.class);
  }

  @Test
  void vacuumThatPostgresSkipsIsIncomplete() throws SQLException {
    TestSchema.execute(
        """
        DROP ROLE IF EXISTS core_it_reader;
        CREATE ROLE core_it_reader IN ROLE lake_read;
        GRANT USAGE ON SCHEMA core_it TO core_it_reader;
        GRANT SELECT ON core_it.sales TO core_it_reader
        """);
    try {
      PGSimpleDataSource reader = new PGSimpleDataSource();
      reader.setUrl(LakehouseUnderTest.shared().jdbcUrl());
      reader.setUser(LakehouseUnderTest.shared().user());
      reader.setPassword(LakehouseUnderTest.shared().password());
      reader.setOptions("-c role=core_it_reader");

      MaintenanceReport report = builder(reader).build().vacuum(TABLES).get(0);

      assertThat(report.vacuum())
          .isInstanceOfSatisfying(
              Incomplete.class,
              incomplete ->
                  assertThat(incomplete.reasons())
                      .singleElement()
                      .asString()
                      .startsWith("permission denied to vacuum \"iceberg_sales\", skipping it"));
      assertThat(report.toString()).startsWith("not completely vacuumed core_it.iceberg_sales ");
    } finally {
      TestSchema.execute("DROP OWNED BY core_it_reader; DROP ROLE core_it_reader");
    }
  }

  @Test
  void vacuumIsCancelledAfterItsTimeout() throws SQLException {
    try (Connection holder = TestSchema.postgres().getConnection()) {
      holder.setAutoCommit(false);
      holdUpVacuum(holder);

      MaintenanceReport report =
          builder(TestSchema.postgres())
              .timeout(Duration.ofSeconds(1))
              .build()
              .vacuum(TABLES)
              .get(0);

      assertThat(report.vacuum())
          .isInstanceOfSatisfying(
              Incomplete.class,
              incomplete ->
                  assertThat(incomplete.reasons())
                      .singleElement()
                      .asString()
                      .startsWith(
                          "It was cancelled after at most 1 s: a writer may have blocked it"));
    }
  }

  @Test
  void failureOfATableDoesNotAffectOthers() {
    SyncTable heap = SyncTable.of("core_it.other", "core_it.sales");

    List<MaintenanceReport> reports = maintenance.watch(List.of(heap, TABLE));

    assertThat(reports.get(0).vacuum())
        .isInstanceOfSatisfying(
            Failed.class,
            failed ->
                assertThat(failed.failure())
                    .hasMessage(
                        "core_it.sales is not an Iceberg table: it is not in iceberg_tables. Check"
                            + " its name."));
    assertThat(reports.get(1).layout()).isPresent();
  }

  @Test
  void scheduleContinuesAfterAListenerFails() {
    Queue<MaintenanceReport> told = new ConcurrentLinkedQueue<>();
    try (MaintenanceSchedule schedule =
        maintenance.watchEvery(
            Duration.ofMillis(20),
            () -> TABLES,
            report -> {
              told.add(report);
              throw new IllegalStateException("a listener that fails");
            })) {
      assertThat(schedule).isNotNull();
      await().untilAsserted(() -> assertThat(told).hasSizeGreaterThan(2));
    }
    assertThat(told).allMatch(report -> report.vacuum() instanceof NotAsked);
  }

  /**
   * Delays VACUUM until the transaction ends. With pg_lake an open writer does that; with the
   * embedded one a lock, which is not possible for a foreign table.
   */
  private static void holdUpVacuum(Connection holder) throws SQLException {
    boolean foreign =
        TestSchema.rows(
                "SELECT relkind FROM pg_class WHERE oid = 'core_it.iceberg_sales'::regclass")
            .contains("f");
    TestSchema.execute(
        holder,
        foreign
            ? "DELETE FROM core_it.iceberg_sales"
            : "LOCK TABLE core_it.iceberg_sales IN SHARE UPDATE EXCLUSIVE MODE");
  }

  @Test
  void closingAScheduleCancelsARunningVacuum() throws SQLException {
    Queue<MaintenanceReport> told = new ConcurrentLinkedQueue<>();
    try (Connection holder = TestSchema.postgres().getConnection()) {
      holder.setAutoCommit(false);
      holdUpVacuum(holder);
      MaintenanceSchedule schedule =
          maintenance.vacuumEvery(Duration.ofMinutes(1), () -> TABLES, told::add);
      await().untilAsserted(() -> assertThat(TestSchema.waits("VACUUM%")).isTrue());

      schedule.close();

      assertThat(TestSchema.waits("VACUUM%")).isFalse();
    }
    assertThat(told)
        .singleElement()
        .satisfies(report -> assertThat(report.vacuum()).isInstanceOf(Incomplete.class));
  }

  private static String location() throws SQLException {
    return TestSchema.rows(
            "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'iceberg_sales'")
        .get(0);
  }
}
