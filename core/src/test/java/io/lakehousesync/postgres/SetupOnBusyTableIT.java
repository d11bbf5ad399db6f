package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that other sessions use during a set-up, a teardown or a new baseline. */
class SetupOnBusyTableIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final Duration SHUT_OUT = Duration.ofSeconds(1);

  /** Gives all rows ids that this cluster has not reached, as a restore from another one does. */
  private static final String RESTORED =
      "ALTER TABLE core_it.sales DISABLE TRIGGER USER; UPDATE core_it.sales SET sync_xid ="
          + " '99999999'; ALTER TABLE core_it.sales ENABLE TRIGGER USER";

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int)");
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(0, 99) AS i");
  }

  static Stream<Arguments> works() {
    return Stream.of(
        Arguments.of("set-up", "", (Consumer<PgLakeSetup>) setup -> setup.apply(List.of(SALES))),
        Arguments.of(
            "teardown", "SELECT", (Consumer<PgLakeSetup>) setup -> setup.teardown(List.of(SALES))),
        Arguments.of(
            "new baseline after a restore",
            RESTORED,
            (Consumer<PgLakeSetup>) setup -> setup.newBaseline(SALES)));
  }

  /** The reader holds its lock until its transaction ends, as any reader does. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void aReaderThatStaysOpenDelaysOnlyTheWork(String what, String before, Consumer<PgLakeSetup> work)
      throws Exception {
    if (!before.isEmpty()) {
      setup.apply(List.of(SALES));
      TestSchema.execute(before);
    }
    CountingDataSource counting = new CountingDataSource(TestSchema.postgres());
    try (Connection open = TestSchema.postgres().getConnection();
        Traffic traffic =
            new Traffic()
                .readers(1, "SELECT amount FROM core_it.sales WHERE id = ?", 100)
                .writers(1, "UPDATE core_it.sales SET amount = amount + 1 WHERE id = ?", 50)) {
      open.setAutoCommit(false);
      TestSchema.execute(open, "SELECT FROM core_it.sales");
      traffic.start();
      CompletableFuture<Void> done =
          CompletableFuture.runAsync(() -> work.accept(PgLakeSetup.of(counting.dataSource())));

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> attempts(counting) >= 3 || traffic.longestRead().compareTo(SHUT_OUT) > 0);
      assertThat(traffic.longestRead()).isLessThan(SHUT_OUT);
      assertThat(traffic.longestWrite()).isLessThan(SHUT_OUT);
      assertThat(done).isNotDone();
      open.rollback();

      done.get();
    }
  }

  private static long attempts(CountingDataSource counting) {
    return counting.calls.stream().filter(call -> call.contains("IN ACCESS EXCLUSIVE")).count();
  }

  @Test
  void aLockThatIsHeldForTooLongIsReportedWithItsHolder() throws SQLException {
    try (Connection open = TestSchema.postgres().getConnection()) {
      TestSchema.execute(open, "SET application_name = 'nightly report'");
      open.setAutoCommit(false);
      TestSchema.execute(open, "SELECT id FROM core_it.sales");

      assertThatThrownBy(() -> setup.lockPatience(Duration.ZERO).apply(List.of(SALES)))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContainingAll(
              "Set-up stopped at: column sync_xid of core_it.sales.",
              "Its attempts to lock core_it.sales failed for 0 s, because it is used by pid ",
              "(application nightly report, user ",
              "idle in transaction",
              ": SELECT id ….",
              "This was done before and stays: schema lakehouse_sync;",
              "Iceberg table core_it.iceberg_sales.",
              "End these sessions or wait for them, and run it again: it continues.");
      open.rollback();
    }
    assertThat(setup.apply(List.of(SALES)))
        .extracting(SetupStatement::title)
        .contains("column sync_xid of core_it.sales")
        .doesNotContain("Iceberg table core_it.iceberg_sales");
  }

  /** The second one waits without a snapshot, for which an index build would wait. */
  @Test
  void setUpsAtTheSameTimeAllSucceed() throws Exception {
    createPages();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<SetupStatement>>> runs =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> setup.apply(List.of(SALES))))
              .toList();
      List<String> titles = new ArrayList<>();
      for (Future<List<SetupStatement>> run : runs) {
        run.get().forEach(statement -> titles.add(statement.title()));
      }

      assertThat(titles).doesNotHaveDuplicates().contains("Iceberg table core_it.iceberg_sales");
      assertThat(setup.plan(List.of(SALES))).isEmpty();
    } finally {
      threads.shutdown();
    }
  }

  /** Makes the table so large that it gets an index. */
  private static void createPages() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.sales ADD note text");
    TestSchema.execute(
        "INSERT INTO core_it.sales SELECT i, i, repeat('x', 1900) FROM generate_series(100, 5000)"
            + " AS i");
  }

  @Test
  void anotherSetUpThatRunsForTooLongIsNamed() throws SQLException {
    try (Connection other = TestSchema.postgres().getConnection()) {
      TestSchema.execute(
          other, "SELECT pg_advisory_lock(hashtextextended('lakehouse_sync:set-up', 0))");

      assertThatThrownBy(() -> setup.lockPatience(Duration.ZERO).apply(List.of(SALES)))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContainingAll(
              "Set-up stopped, because another set-up or teardown runs in this database: pid ",
              ": SELECT pg_advisory_lock …. Nothing was changed.",
              "Run it again when that session has ended.");
    }
    assertThat(setup.apply(List.of(SALES))).isNotEmpty();
  }

  @Test
  void aWaitThatIsInterruptedEndsTheSetUp() throws Exception {
    try (Connection open = TestSchema.postgres().getConnection()) {
      open.setAutoCommit(false);
      TestSchema.execute(open, "SELECT FROM core_it.sales");
      CountingDataSource counting = new CountingDataSource(TestSchema.postgres());
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  PgLakeSetup.of(counting.dataSource()).apply(List.of(SALES));
                } catch (NotAppliedException e) {
                  failure.complete(e);
                }
              });
      thread.start();
      await().until(() -> attempts(counting) >= 2);
      thread.interrupt();

      assertThat(failure.get())
          .hasMessageContaining("Set-up was interrupted while it waited for a lock");
      open.rollback();
    }
    assertThat(setup.apply(List.of(SALES))).isNotEmpty();
  }

  @Test
  void aNewBaselineExcludesCopiesUntilAllRowsHaveNewIds() throws Exception {
    setup.apply(List.of(SALES));
    SyncSource source = PgLakeSource.of(TestSchema.copier());
    copyAll(source);
    TestSchema.execute(RESTORED);

    try (Connection open = TestSchema.postgres().getConnection()) {
      open.setAutoCommit(false);
      TestSchema.execute(open, "SELECT FROM core_it.sales");
      CountingDataSource counting = new CountingDataSource(TestSchema.postgres());
      CompletableFuture<List<SetupStatement>> baseline =
          CompletableFuture.supplyAsync(
              () -> PgLakeSetup.of(counting.dataSource()).newBaseline(SALES));
      await().until(() -> attempts(counting) >= 1);

      assertThat(source.copy(SALES).rows()).isZero();
      assertThat(TestSchema.number("SELECT count(*) FROM core_it.iceberg_sales")).isZero();
      open.rollback();
      baseline.get();
    }
    copyAll(source);
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.iceberg_sales")).isEqualTo(100);
    assertThat(setup.plan(List.of(SALES))).isEmpty();
  }

  private static void copyAll(SyncSource source) {
    while (source.copy(SALES).remaining() == Remaining.READY) {}
  }
}
