package io.lakehousesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lakehousesync.InvalidTables;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are created while a sync with {@code setup.auto=true} runs. */
class AutomaticSetupIT {
  private static final SyncTable ORDERS = SyncTable.of("core_it.orders", "core_it.iceberg_orders");

  private static final Duration SOON = Duration.ofMinutes(1);

  private final Map<SyncTable, String> failed = new ConcurrentHashMap<>();

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.orders (id int PRIMARY KEY);
        INSERT INTO core_it.orders VALUES (1)
        """);
  }

  @Test
  void tablesThatLackASetUpAndTablesThatAreNewAreSetUpAndCopied() throws SQLException {
    try (ConfiguredSync parts = configuration(Map.of()).build();
        LakehouseSync sync = start(parts)) {
      await().until(() -> number("core_it.iceberg_orders") == 1);

      TestSchema.execute(
          """
          CREATE TABLE core_it.lines (id int PRIMARY KEY);
          INSERT INTO core_it.lines SELECT generate_series(1, 3)
          """);

      await().until(() -> number("core_it.iceberg_lines") == 3);
      assertThat(sync.tables())
          .extracting(SyncTable::source)
          .containsExactly(ORDERS.source(), TableName.parse("core_it.lines"));
      TestSchema.execute("DELETE FROM core_it.lines WHERE id = 1");
      await().until(() -> number("core_it.iceberg_lines") == 2);
    }
  }

  @Test
  void aTableThatCannotBeSetUpDoesNotPreventTheOthers() throws SQLException {
    try (ConfiguredSync parts = configuration(Map.of()).build();
        LakehouseSync sync = start(parts)) {
      TestSchema.execute(
          """
          CREATE UNLOGGED TABLE core_it.cache (id int PRIMARY KEY);
          CREATE TABLE core_it.lines (id int PRIMARY KEY);
          INSERT INTO core_it.lines VALUES (1)
          """);
      await().until(() -> number("core_it.iceberg_lines") == 1);
      assertThat(sync.tables()).hasSize(2);
      assertThat(failed)
          .hasEntrySatisfying(
              SyncTable.of("core_it.cache", "core_it.iceberg_cache").mode(WriteMode.UPSERT),
              reason -> assertThat(reason).contains("unlogged"));

      TestSchema.execute("ALTER TABLE core_it.cache SET LOGGED");

      await().until(() -> sync.tables().size() == 3);
    }
  }

  @Test
  void aTableWhoseIcebergTableIsTakenIsLeftOut() throws SQLException {
    Map<String, String> described =
        Map.of(
            "table.old.source", "core_it.orders",
            "table.old.target", "core_it.iceberg_lines");
    PgLakeSetup.of(TestSchema.postgres())
        .apply(List.of(SyncTable.of("core_it.orders", "core_it.iceberg_lines")));
    try (ConfiguredSync parts = configuration(described).build();
        LakehouseSync sync = start(parts)) {

      TestSchema.execute(
          """
          CREATE TABLE core_it.lines (id int PRIMARY KEY);
          CREATE TABLE core_it.other (id int PRIMARY KEY);
          INSERT INTO core_it.other VALUES (1)
          """);

      await().until(() -> number("core_it.iceberg_other") == 1);
      assertThat(sync.tables())
          .extracting(table -> table.source().name())
          .containsExactly("orders", "other");
      assertThat(number("core_it.iceberg_lines")).isEqualTo(1);
    }
  }

  @Test
  void aSetUpThatFailedAtTheStartIsTriedAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Consumer<SyncTable> catalog =
        table -> {
          if (attempts.incrementAndGet() <= 2) {
            throw new NotAppliedException(Retry.OUTAGE, "The catalog does not answer.", null);
          }
        };
    try (AutomaticSetup setup =
        new AutomaticSetup(List::of, PgLakeSetup.of(TestSchema.postgres()), catalog)) {
      assertThat(setup.setUp(List.of(ORDERS)))
          .containsOnly(Map.entry(ORDERS, "The catalog does not answer."));
      try (LakehouseSync sync =
          LakehouseSync.builder()
              .source(PgLakeSource.of(TestSchema.postgres()))
              .locator(IcebergTablesLocator.of(TestSchema.postgres()))
              .table(ORDERS)
              .build()) {
        setup.follow(sync, Duration.ofMillis(20), failed::put);
        await().until(() -> attempts.get() == 3);
        await().during(Duration.ofMillis(200)).until(() -> attempts.get() == 3);
      }
    }
    assertThat(failed).as("reasons that are not new").isEmpty();
  }

  @Test
  void lockedTablesDelayTheOthersForSecondsOnly() throws Exception {
    for (int i = 1; i <= 4; i++) {
      TestSchema.execute("CREATE TABLE core_it.a%d (id int PRIMARY KEY)".formatted(i));
    }
    try (Connection owner = TestSchema.postgres().getConnection()) {
      owner.setAutoCommit(false);
      for (int i = 1; i <= 4; i++) {
        TestSchema.execute(owner, "SELECT FROM core_it.a%d".formatted(i));
      }
      try (ConfiguredSync parts = configuration(Map.of()).build();
          LakehouseSync sync = assertTimeoutPreemptively(SOON, () -> start(parts))) {
        await().atMost(SOON).until(() -> number("core_it.iceberg_orders") == 1);
        owner.rollback();
        TestSchema.execute("INSERT INTO core_it.a4 VALUES (1)");
        await().atMost(SOON).until(() -> number("core_it.iceberg_a4") == 1);
      }
    }
  }

  /** The owner of a table can lock it for ever. */
  @Test
  void aNewTableDoesNotWaitForATableThatStaysLocked() throws Exception {
    TestSchema.execute("CREATE TABLE core_it.a (id int PRIMARY KEY)");
    try (Connection owner = TestSchema.postgres().getConnection()) {
      owner.setAutoCommit(false);
      TestSchema.execute(owner, "LOCK TABLE core_it.a");
      try (ConfiguredSync parts = configuration(Map.of()).build();
          LakehouseSync sync = assertTimeoutPreemptively(SOON, () -> start(parts))) {
        await().until(() -> number("core_it.iceberg_orders") == 1);
        TestSchema.execute(
            "CREATE TABLE core_it.lines (id int PRIMARY KEY); INSERT INTO core_it.lines VALUES (1)");

        await().atMost(SOON).until(() -> number("core_it.iceberg_lines") == 1);
        assertThat(sync.tables()).hasSize(3);
      }
      owner.rollback();
    }
  }

  @Test
  void manyLockedTablesDelayTheStartForSecondsOnly() throws Exception {
    int many = 40;
    for (int i = 1; i <= many; i++) {
      TestSchema.execute("CREATE TABLE core_it.a%d (id int PRIMARY KEY)".formatted(i));
    }
    try (Connection owner = TestSchema.postgres().getConnection()) {
      owner.setAutoCommit(false);
      for (int i = 1; i <= many; i++) {
        TestSchema.execute(owner, "LOCK TABLE core_it.a%d".formatted(i));
      }
      try (ConfiguredSync parts = configuration(Map.of()).build()) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), parts::setUp);
      }
      owner.rollback();
    }
  }

  @Test
  void aLongSetUpDoesNotDelayTheStart() throws Exception {
    CountDownLatch wait = new CountDownLatch(1);
    try (AutomaticSetup setup =
        new AutomaticSetup(
            List::of,
            PgLakeSetup.of(TestSchema.postgres()),
            table -> {
              try {
                wait.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      assertTimeoutPreemptively(SOON, () -> assertThat(setup.setUp(List.of(ORDERS))).isEmpty());
      wait.countDown();
    }
  }

  @Test
  void withoutTheSettingNothingIsAdded() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(ORDERS));
    Map<String, String> off = Map.of("setup.auto", "false", "setup.interval", "");
    try (ConfiguredSync parts = configuration(off).build();
        LakehouseSync sync = start(parts)) {
      TestSchema.execute("CREATE TABLE core_it.lines (id int PRIMARY KEY)");
      sync.trigger("core_it.orders").join();
      sync.trigger("core_it.orders").join();

      assertThat(sync.tables()).extracting(SyncTable::source).containsExactly(ORDERS.source());
      assertThat(TestSchema.rows("SELECT to_regclass('core_it.iceberg_lines')"))
          .doesNotContain("core_it.iceberg_lines");
    }
  }

  private LakehouseSync start(ConfiguredSync parts) {
    parts.setUp();
    LakehouseSync sync = parts.builder().invalidTables(InvalidTables.FAIL_RUNS).build();
    sync.start(Duration.ofMillis(100));
    parts.addNewTables(sync, failed::put);
    return sync;
  }

  private static SyncConfiguration configuration(Map<String, String> more) {
    Map<String, String> keys =
        new TreeMap<>(
            Map.of(
                "tables.include", "core_it.*",
                "setup.auto", "true",
                "setup.interval", "100ms"));
    keys.putAll(more);
    return SyncConfiguration.reader().postgres(TestSchema.postgres()).of(keys);
  }

  /** Returns the number of rows; -1 if the table does not exist. */
  private static long number(String table) throws SQLException {
    return TestSchema.rows("SELECT to_regclass('%s')".formatted(table)).contains(table)
        ? TestSchema.number("SELECT count(*) FROM " + table)
        : -1;
  }
}
