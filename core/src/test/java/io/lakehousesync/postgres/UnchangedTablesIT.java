package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A check finds tables that have nothing to copy. */
class UnchangedTablesIT {
  private static final SyncTable SALES =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(WriteMode.UPSERT);
  private static final SyncTable OTHERS =
      SyncTable.of("core_it.others", "core_it.iceberg_others").mode(WriteMode.UPSERT);

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final InstantSource time = () -> now;
  private final PgLakeSource source =
      PgLakeSource.builder(TestSchema.copier()).clock(time.withZone(ZoneOffset.UTC)).build();

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2));
        CREATE TABLE core_it.others (id int PRIMARY KEY, amount numeric(12,2))
        """);
  }

  static Stream<SyncTable> everyKind() {
    return Stream.of(
        SALES,
        SALES.tracking(ChangeTracking.marker("synced_at")),
        SALES.tracking(ChangeTracking.ordered("id")).mode(WriteMode.APPEND),
        SALES.tracking(ChangeTracking.queue()),
        SALES.tracking(ChangeTracking.comparison()));
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void anIdleTableIsUnchangedUntilARowIsCommitted(SyncTable table) throws Exception {
    setUp(table);
    insert(1, 3);
    settle(table);

    now = now.plusSeconds(1);
    assertThat(source.unchanged(List.of(table))).containsOnlyKeys(table);
    insert(4, 4);
    // PostgreSQL updates the counts of a session with a delay, and the comparison uses these
    // counts.
    await().atMost(Duration.ofMinutes(1)).until(() -> source.unchanged(List.of(table)).isEmpty());
    settle(table);
    assertThat(source.unchanged(List.of(table))).containsOnlyKeys(table);
    assertSameRows();
  }

  /** The second page ends a copy that began before the last rows were written. */
  @ParameterizedTest
  @MethodSource("everyKind")
  void aTableIsNotUnchangedAfterTheRestOfAnOlderCopy(SyncTable table) throws Exception {
    setUp(table);
    settle(table);
    PgLakeSource pages = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();
    SyncSourceContract.copyAll(pages, table);
    insert(1, 15);
    pages.copy(table);
    insert(16, 18);

    awaitSameRows(pages, table);
  }

  /** The check runs while another host writes the first page of a copy that began before it. */
  @Test
  void aTableIsNotUnchangedAfterTheRestOfACopyThatTheCheckDidNotSee() throws Exception {
    setUp(SALES);
    PgLakeSource host = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();
    SyncSourceContract.copyAll(host, SALES);
    insert(1, 15);
    PgLakeSource another =
        PgLakeSource.builder(
                HookedDataSource.before(
                    "INSERT INTO \"core_it\"",
                    TestSchema.copier(),
                    () -> {
                      insert(16, 18);
                      assertThat(host.unchanged(List.of(SALES))).isEmpty();
                    }))
            .batchRows(10)
            .build();
    another.copy(SALES);
    host.copy(SALES);

    awaitSameRows(host, SALES);
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void anEmptyTableIsUnchangedUntilItsFirstRow(SyncTable table) throws Exception {
    setUp(table);
    settle(table);

    assertThat(source.unchanged(List.of(table))).containsOnlyKeys(table);
    insert(1, 1);
    await().atMost(Duration.ofMinutes(1)).until(() -> source.unchanged(List.of(table)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void tableIsNotUnchangedBeforeItsFirstCopyByThisHost(SyncTable table) throws Exception {
    setUp(table);
    settle(table);

    PgLakeSource another = PgLakeSource.of(TestSchema.copier());
    assertThat(another.unchanged(List.of(table))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void changeOfColumnsIsAChange(SyncTable table) throws Exception {
    setUp(table);
    insert(1, 1);
    settle(table);

    TestSchema.execute("ALTER TABLE core_it.sales ADD COLUMN note text");

    assertThat(source.unchanged(List.of(table))).isEmpty();
    // Until it looks unchanged. A single check may meet a transaction of autovacuum.
    settle(table);
    assertThat(TestSchema.rows("SELECT note FROM core_it.iceberg_sales")).containsExactly("null");
  }

  @Test
  void isCompleteThroughTheTimeOfTheCheck() throws Exception {
    setUp(SALES);
    settle(SALES);

    now = now.plusSeconds(7);
    assertThat(source.unchanged(List.of(SALES))).isEqualTo(Map.of(SALES, now));
  }

  @Test
  void comparedTableIsCompleteThroughItsLastComparison() throws Exception {
    SyncTable table = SALES.tracking(ChangeTracking.comparison());
    setUp(table);
    settle(table);
    Instant compared = now;

    now = compared.plusSeconds(29);
    assertThat(source.unchanged(List.of(table))).isEqualTo(Map.of(table, compared));
    now = compared.plusSeconds(30);
    assertThat(source.unchanged(List.of(table))).isEmpty();
  }

  @Test
  void aDisabledTriggerIsFoundAlthoughNoRowIsNew() throws Exception {
    setUp(SALES);
    settle(SALES);

    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER zz_lakehouse_sync_update");

    assertThat(source.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> source.copy(SALES))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Trigger zz_lakehouse_sync_update on core_it.sales is disabled");
  }

  @Test
  void newBaselineIsAChange() throws Exception {
    setUp(SALES);
    insert(1, 3);
    settle(SALES);

    PgLakeSetup.of(TestSchema.postgres()).newBaseline(SALES);

    assertThat(source.unchanged(List.of(SALES))).isEmpty();
    assertThat(source.copy(SALES).rows()).isEqualTo(3);
  }

  @Test
  void tableIsUnchangedAfterACopyByAnotherHost() throws Exception {
    setUp(SALES);
    settle(SALES);
    insert(1, 3);

    PgLakeSource.of(TestSchema.copier()).copy(SALES);

    assertThat(source.unchanged(List.of(SALES))).containsOnlyKeys(SALES);
  }

  @Test
  void openTransactionDoesNotMakeTablesLookChanged() throws Exception {
    setUp(SALES, OTHERS);
    TestSchema.execute("INSERT INTO core_it.others VALUES (1, 1)");
    try (Connection open = TestSchema.postgres().getConnection()) {
      open.setAutoCommit(false);
      TestSchema.execute(open, "INSERT INTO core_it.sales VALUES (1, 1)");
      settle(SALES, OTHERS);

      assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(SALES, OTHERS);
      open.commit();
    }
    assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(OTHERS);
  }

  @Test
  void missingForbiddenOrLockedTableDoesNotAffectOthers() throws Exception {
    setUp(SALES, OTHERS);
    settle(SALES, OTHERS);

    try (Connection locking = TestSchema.postgres().getConnection()) {
      locking.setAutoCommit(false);
      TestSchema.execute(locking, "LOCK TABLE core_it.sales IN ACCESS EXCLUSIVE MODE");
      assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(OTHERS);
      locking.rollback();
    }
    assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(SALES, OTHERS);
    TestSchema.execute("ALTER TABLE core_it.sales RENAME COLUMN sync_xid TO other");
    assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(OTHERS);
    TestSchema.execute("DROP TABLE core_it.sales");
    assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(OTHERS);
  }

  @Test
  void lockedPartitionDoesNotDelayTheCheck() throws Exception {
    TestSchema.execute(
        """
        DROP TABLE core_it.sales;
        CREATE TABLE core_it.sales (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE core_it.part PARTITION OF core_it.sales FOR VALUES FROM (0) TO (9)
        """);
    setUp(SALES, OTHERS);
    settle(SALES, OTHERS);

    try (Connection locking = TestSchema.postgres().getConnection()) {
      locking.setAutoCommit(false);
      TestSchema.execute(locking, "TRUNCATE core_it.part");
      assertTimeout(
          Duration.ofMillis(900),
          () -> assertThat(source.unchanged(List.of(SALES, OTHERS))).containsOnlyKeys(OTHERS));
    }
  }

  @Test
  void anIdleRunCostsTheSameStatementsForTwoTablesAndForForty() throws Exception {
    List<SyncTable> tables =
        IntStream.range(0, 40)
            .mapToObj(i -> SyncTable.of("core_it.t" + i, "core_it.iceberg_t" + i))
            .toList();
    for (SyncTable table : tables) {
      TestSchema.execute("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table.source()));
    }
    PgLakeSetup.of(TestSchema.postgres()).apply(tables);

    List<String> two = statementsOfAnIdleRun(tables.subList(0, 2));
    List<String> forty = statementsOfAnIdleRun(tables);

    assertThat(forty).hasSameSizeAs(two).hasSizeLessThan(10);
  }

  private static List<String> statementsOfAnIdleRun(List<SyncTable> tables) {
    CountingDataSource counting = new CountingDataSource(TestSchema.postgres());
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(PgLakeSource.of(counting.dataSource()))
            .locator(IcebergTablesLocator.of(counting.dataSource()));
    tables.forEach(builder::table);
    try (LakehouseSync sync = builder.build()) {
      sync.runOnce().orThrow();
      sync.runOnce().orThrow();
      counting.calls.clear();
      sync.runOnce().orThrow();
      return List.copyOf(counting.calls);
    }
  }

  private static void setUp(SyncTable... tables) {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(tables));
  }

  /** Copies and checks, and copies again the tables that the first check reports as changed. */
  private void settle(SyncTable... tables) {
    List<SyncTable> left = new ArrayList<>(List.of(tables));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              for (SyncTable table : left) {
                SyncSourceContract.copyAll(source, table);
              }
              left.removeAll(source.unchanged(left).keySet());
              assertThat(left).as("tables that still look changed").isEmpty();
            });
  }

  /** Copies the table as long as it looks changed, until it has all rows. */
  private static void awaitSameRows(PgLakeSource source, SyncTable table) {
    await()
        .untilAsserted(
            () -> {
              if (source.unchanged(List.of(table)).isEmpty()) {
                source.copy(table);
              }
              assertSameRows();
            });
  }

  private static void insert(int from, int to) throws SQLException {
    TestSchema.execute(
        "INSERT INTO core_it.sales (id, amount) SELECT i, i FROM generate_series(%d, %d) AS i"
            .formatted(from, to));
  }

  private static void assertSameRows() throws SQLException {
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY 1"));
  }
}
