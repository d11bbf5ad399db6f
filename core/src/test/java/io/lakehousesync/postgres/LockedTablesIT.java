package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock on one heap table costs other tables nothing, and its own table a short wait. */
class LockedTablesIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final SyncTable EVENTS = SyncTable.of("core_it.events", "core_it.iceberg_events");
  private static final SyncTable OTHERS = SyncTable.of("core_it.others", "core_it.iceberg_others");
  private static final List<SyncTable> ALL = List.of(SALES, EVENTS, OTHERS);

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());
  private Connection locking;

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY);
        CREATE TABLE core_it.events (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE core_it.january PARTITION OF core_it.events FOR VALUES FROM (1) TO (32)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.january_1 PARTITION OF core_it.january FOR VALUES FROM (0) TO (1000);
        CREATE TABLE core_it.others (id int PRIMARY KEY)
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(ALL);
    locking = TestSchema.postgres().getConnection();
    locking.setAutoCommit(false);
  }

  @AfterEach
  void endLocks() throws SQLException {
    locking.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCK TABLE core_it.sales IN ACCESS EXCLUSIVE MODE",
        "REINDEX TABLE core_it.sales",
        "REINDEX INDEX core_it.sales_pkey"
      })
  void lockOnATableOrItsIndexCostsTheOtherTablesNothing(String lock) throws SQLException {
    settle(source);

    TestSchema.execute(locking, lock);

    assertTimeout(
        Duration.ofSeconds(3),
        () -> assertThat(source.unchanged(ALL)).containsOnlyKeys(EVENTS, OTHERS));
    locking.rollback();
    assertThat(source.unchanged(ALL)).containsOnlyKeys(SALES, EVENTS, OTHERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCK TABLE ONLY core_it.january IN ACCESS EXCLUSIVE MODE",
        "TRUNCATE core_it.january_1",
        "REINDEX TABLE core_it.january_1"
      })
  void lockOnAPartitionOfAnyLevelOrItsIndexCostsTheOtherTablesNothing(String lock)
      throws SQLException {
    settle(source);

    TestSchema.execute(locking, lock);

    assertTimeout(
        Duration.ofSeconds(3),
        () -> assertThat(source.unchanged(ALL)).containsOnlyKeys(SALES, OTHERS));
  }

  @Test
  void lockOnAQueueCostsTheOtherTablesNothing() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.orders (id int PRIMARY KEY)");
    SyncTable orders =
        SyncTable.of("core_it.orders", "core_it.iceberg_orders")
            .mode(WriteMode.UPSERT)
            .tracking(ChangeTracking.queue());
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(orders));
    SyncSourceContract.copyAll(source, orders);
    settle(source);
    List<SyncTable> tables = List.of(SALES, EVENTS, OTHERS, orders);
    String queue =
        TestSchema.rows("SELECT 'lakehouse_sync.queue_' || 'core_it.orders'::regclass::oid").get(0);

    TestSchema.execute(locking, "REINDEX TABLE " + queue);

    assertTimeout(
        Duration.ofMillis(900),
        () -> assertThat(source.unchanged(tables)).containsOnlyKeys(SALES, EVENTS, OTHERS));
  }

  @Test
  void sessionThatWaitsToLockATableCostsTheOtherTablesNothing() throws Exception {
    settle(source);
    TestSchema.execute(locking, "SELECT FROM core_it.sales");
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> run("ALTER TABLE core_it.sales ADD COLUMN note text"));
    await().until(() -> TestSchema.waits("ALTER TABLE%"));

    assertTimeout(
        Duration.ofSeconds(3),
        () -> assertThat(source.unchanged(ALL)).containsOnlyKeys(EVENTS, OTHERS));
    locking.rollback();
    waiting.join();
  }

  @Test
  void tableThatIsLockedDuringTheCheckIsLeftOut() throws SQLException {
    SyncSource late =
        PgLakeSource.of(
            HookedDataSource.before(
                "SELECT (SELECT",
                TestSchema.postgres(),
                () -> TestSchema.execute(locking, "LOCK TABLE core_it.sales")));
    ALL.forEach(table -> SyncSourceContract.copyAll(late, table));

    assertTimeout(
        Duration.ofMillis(900), () -> assertThat(late.unchanged(ALL)).doesNotContainKey(SALES));

    // The first check of this host had no earlier one to compare with.
    List.of(EVENTS, OTHERS).forEach(table -> SyncSourceContract.copyAll(late, table));
    assertThat(late.unchanged(ALL)).containsOnlyKeys(EVENTS, OTHERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOCK TABLE core_it.sales IN ACCESS EXCLUSIVE MODE",
        "REINDEX INDEX core_it.sales_pkey"
      })
  void copyOfALockedTableGivesUpSoonAndNamesTheSession(String lock) throws SQLException {
    TestSchema.execute("INSERT INTO core_it.sales VALUES (1)");
    TestSchema.execute(locking, "SET application_name = 'nightly job'");
    String pid = TestSchema.value(locking, "SELECT pg_backend_pid()");
    TestSchema.execute(locking, lock);

    assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThatThrownBy(() -> source.copy(SALES))
                .isInstanceOfSatisfying(
                    NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
                .hasMessageStartingWith(
                    "core_it.sales -> core_it.iceberg_sales: the heap table was not read, because"
                        + " another session locks it and did not release it within 1000 ms. Nothing"
                        + " was committed. Run again when the lock is released; a sync does so by"
                        + " itself. Locked by: pid "
                        + pid
                        + " (application nightly job, user ")
                .hasMessageContaining("has locked core_it.sales")
                .hasMessageEndingWith(": " + lock.replaceAll("(\\w+ \\w+) .*", "$1 ….")));

    locking.rollback();
    assertThat(source.copy(SALES).rows()).isEqualTo(1);
  }

  @Test
  void copyNamesTheSessionThatWaitsToLockTheTableAndTheOneItWaitsFor() throws Exception {
    TestSchema.execute(locking, "SELECT FROM core_it.sales");
    String reader = TestSchema.value(locking, "SELECT pg_backend_pid()");
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> run("ALTER TABLE core_it.sales ADD COLUMN note text"));
    await().until(() -> TestSchema.waits("ALTER TABLE%"));

    assertThatThrownBy(() -> source.copy(SALES))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(": ALTER TABLE …")
        .hasMessageContaining("waits for pid " + reader)
        .hasMessageNotContaining("note text");

    locking.rollback();
    waiting.join();
  }

  @Test
  void doctorWaitsForNoLockOfAHeapTable() throws SQLException {
    TestSchema.execute(locking, "LOCK TABLE core_it.sales, core_it.events");
    List<SyncTable> ofEachKind =
        Stream.of(
                ChangeTracking.xid(),
                ChangeTracking.marker("synced_at"),
                ChangeTracking.ordered("id"),
                ChangeTracking.queue(),
                ChangeTracking.comparison())
            .flatMap(tracking -> Stream.of(SALES.tracking(tracking), EVENTS.tracking(tracking)))
            .toList();

    assertTimeout(
        Duration.ofSeconds(5), () -> PgLakeDoctor.of(TestSchema.postgres()).examine(ofEachKind));
  }

  private static void settle(SyncSource source) {
    await()
        .untilAsserted(
            () -> {
              ALL.forEach(table -> SyncSourceContract.copyAll(source, table));
              source.unchanged(ALL);
              ALL.forEach(table -> SyncSourceContract.copyAll(source, table));
              assertThat(source.unchanged(ALL)).containsOnlyKeys(SALES, EVENTS, OTHERS);
            });
  }

  private static void run(String sql) {
    try {
      TestSchema.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
