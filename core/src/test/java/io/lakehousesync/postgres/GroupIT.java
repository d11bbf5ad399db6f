package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cut shows all tables of a group at one moment, whatever other sessions do meanwhile. */
class GroupIT {
  private static final SyncSource SOURCE = PgLakeSource.of(TestSchema.copier());

  @Test
  void withoutAGroupATransactionBetweenTwoCopiesBreaksTheSums() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    assertThat(Orders.broken()).isZero();

    SOURCE.copy(group.tables().get(0));
    TestSchema.execute(Orders.CHANGE);
    SOURCE.copy(group.tables().get(1));

    assertThat(Orders.broken()).isPositive();
  }

  /**
   * The words are those of the first statement after the snapshot, and of statements that write.
   */
  @ParameterizedTest
  @CsvSource({
    "xid, xid, WITH source",
    "xid, xid, DELETE FROM \"core_it\"",
    "xid, xid, INSERT INTO \"core_it\".\"lake_lines\"",
    "xid, xid, INSERT INTO \"core_it\".\"lake_orders\"",
    "xid, comparison, WITH source",
    "xid, comparison, INSERT INTO \"core_it\".\"lake_orders\"",
    "comparison, xid, INSERT INTO \"core_it\".\"lake_orders\"",
    "comparison, comparison, WITH source",
    "comparison, comparison, INSERT INTO \"core_it\".\"lake_lines\"",
  })
  void aTransactionDuringTheCutIsNotInTheCut(String orders, String lines, String statement)
      throws Exception {
    SyncGroup group = Orders.create(tracking(orders), tracking(lines));
    Orders.cut(SOURCE, group);
    TestSchema.execute(
        """
        BEGIN;
        INSERT INTO core_it.orders VALUES (50, 7);
        INSERT INTO core_it.lines (order_id, amount) VALUES (50, 7);
        UPDATE core_it.orders SET total = total + 1 WHERE id IN (1, 2, 3);
        UPDATE core_it.lines SET amount = amount + 1 WHERE id IN (1, 2, 3);
        UPDATE core_it.lines SET order_id = id WHERE id IN (1, 2, 3);
        UPDATE core_it.orders SET total = (SELECT coalesce(sum(amount), 0) FROM core_it.lines WHERE order_id = orders.id);
        COMMIT
        """);
    List<String> before = Orders.heap();
    AtomicReference<Instant> changed = new AtomicReference<>(Instant.MAX);

    CutResult cut =
        Orders.cut(
            PgLakeSource.of(
                HookedDataSource.before(
                    statement,
                    TestSchema.copier(),
                    () -> {
                      changed.set(Instant.now());
                      TestSchema.execute(Orders.CHANGE);
                    })),
            group);

    assertThat(Orders.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(before);
    assertThat(cut.cut().orElseThrow().shows()).isBefore(changed.get());
    assertThat(cut.copies().values())
        .allSatisfy(
            copy -> assertThat(copy.completeThrough().orElseThrow()).isBefore(changed.get()));

    Orders.cut(SOURCE, group);

    assertThat(Orders.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(Orders.heap()).isNotEqualTo(before);
  }

  private static ChangeTracking tracking(String kind) {
    return kind.equals("xid") ? ChangeTracking.xid() : ChangeTracking.comparison();
  }

  @Test
  void aCutHasAnIdThatGrowsAndTheMetadataFilesOfItsTables() throws Exception {
    SyncGroup group = Orders.create();
    CutResult.Cut first = Orders.cut(SOURCE, group).cut().orElseThrow();
    TestSchema.execute(Orders.CHANGE);

    CutResult.Cut second = Orders.cut(SOURCE, group).cut().orElseThrow();

    assertThat(second.id()).isGreaterThan(first.id());
    assertThat(second.snapshots().keySet())
        .containsExactlyInAnyOrder(Orders.ORDERS.target(), Orders.LINES.target());
    assertThat(TestSchema.rows("SELECT metadata_location FROM iceberg_tables"))
        .contains(Orders.file(second, Orders.ORDERS), Orders.file(second, Orders.LINES))
        .doesNotContain(Orders.file(first, Orders.ORDERS));
  }

  @Test
  void aBacklogIsPagedBeforeTheCut() throws Exception {
    SyncGroup group = Orders.create();
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(7).build();
    Orders.cut(small, group);
    TestSchema.execute(
        """
        BEGIN;
        INSERT INTO core_it.orders SELECT i, i FROM generate_series(201, 250) AS i;
        INSERT INTO core_it.lines (order_id, amount) SELECT i, i FROM generate_series(201, 250) AS i;
        COMMIT
        """);

    CutResult first = small.cut(group);
    CutResult second = small.cut(group);
    Orders.cut(small, group);

    assertThat(first.cut()).isEmpty();
    assertThat(second.cut()).isEmpty();
    assertThat(second.copies().values().stream().mapToLong(CopyResult::rows).max()).hasValue(7);
    assertThat(Orders.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  @Test
  void whileAnotherSessionCopiesATableThereIsNoCut() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    TestSchema.execute(Orders.CHANGE);
    List<String> before = Orders.lake();
    try (Connection other = TestSchema.copier().getConnection()) {
      other.setAutoCommit(false);
      TestSchema.value(
          other,
          "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync:core_it.lake_orders', 0))");

      CutResult result =
          PgLakeSource.builder(TestSchema.copier())
              .waitForOthers(Duration.ofMillis(100))
              .build()
              .cut(group);

      assertThat(result.cut()).isEmpty();
      assertThat(result.copies().values())
          .extracting(CopyResult::remaining)
          .containsOnly(CopyResult.Remaining.ELSEWHERE);
      assertThat(Orders.lake()).isEqualTo(before);
      other.rollback();
    }
    Orders.cut(SOURCE, group);
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
    assertThat(
            TestSchema.number(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'"
                    + " AND (classid::bigint << 32 | objid::bigint) = hashtextextended('lakehouse_sync:core_it.lake_lines', 0)"))
        .isZero();
  }

  /** With READ COMMITTED, the copy would go on with the other session's rows. */
  @Test
  void aCutIsRepeatedIfAnotherSessionHasWrittenAnIcebergTable() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    TestSchema.execute(Orders.CHANGE);
    SyncSource source =
        PgLakeSource.of(
            HookedDataSource.before(
                "DELETE FROM \"core_it\".\"lake_orders\"",
                TestSchema.copier(),
                () -> {
                  TestSchema.execute("UPDATE core_it.lake_orders SET total = total WHERE id = 1");
                  TestSchema.execute(
                      "BEGIN; INSERT INTO core_it.orders VALUES (300, 1);"
                          + " INSERT INTO core_it.lines (order_id, amount) VALUES (300, 1); COMMIT");
                }));

    Orders.cut(source, group);

    assertThat(Orders.broken()).isZero();
    // The repeated transaction has a later snapshot.
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  /** The words are those of the first statement after the snapshot, and after the COMMIT. */
  @ParameterizedTest
  @ValueSource(strings = {"WITH source", "SELECT wanted.schema"})
  void noOtherCopyRunsFromTheSnapshotUntilTheMetadataFilesWereRead(String statement)
      throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    TestSchema.execute(Orders.CHANGE);
    SyncSource other =
        PgLakeSource.builder(TestSchema.copier()).waitForOthers(Duration.ZERO).build();
    AtomicReference<@Nullable CopyResult> ofOther = new AtomicReference<>();
    SyncSource source =
        PgLakeSource.of(
            HookedDataSource.before(
                statement,
                TestSchema.copier(),
                () -> {
                  TestSchema.execute(
                      "BEGIN; INSERT INTO core_it.orders VALUES (300, 1);"
                          + " INSERT INTO core_it.lines (order_id, amount) VALUES (300, 1); COMMIT");
                  ofOther.set(other.copy(group.tables().get(0)));
                }));

    Orders.cut(source, group);

    assertThat(Objects.requireNonNull(ofOther.get()).remaining())
        .isEqualTo(CopyResult.Remaining.ELSEWHERE);
    assertThat(Orders.broken()).isZero();
  }

  /** With an older snapshot, the truncated table would look empty. */
  @Test
  void aTableThatIsTruncatedWhileTheCutWaitsForItsLockIsCopiedAsItIsAfterwards() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    TestSchema.execute(Orders.CHANGE);
    try (Connection other = TestSchema.postgres().getConnection()) {
      other.setAutoCommit(false);
      TestSchema.execute(
          other,
          "CREATE TEMPORARY TABLE kept AS SELECT * FROM core_it.orders; TRUNCATE core_it.orders;"
              + " INSERT INTO core_it.orders SELECT * FROM kept");
      CompletableFuture<CutResult> cut =
          CompletableFuture.supplyAsync(() -> Orders.cut(SOURCE, group));
      await().pollInterval(Duration.ofMillis(10)).until(() -> TestSchema.waits("%LOCK TABLE%"));
      other.commit();

      cut.get(30, TimeUnit.SECONDS);
    }

    assertThat(Orders.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(Orders.heap());
  }

  @Test
  void aPartitionThatIsAttachedDuringTheCutIsNotInTheCutWithoutItsOrders() throws Exception {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.orders (id int PRIMARY KEY, total bigint NOT NULL);
        CREATE TABLE core_it.lines (id bigint NOT NULL, order_id int NOT NULL, amount bigint NOT NULL)
          PARTITION BY RANGE (order_id);
        CREATE TABLE core_it.lines_1 PARTITION OF core_it.lines FOR VALUES FROM (0) TO (100);
        CREATE TABLE core_it.lines_2 (LIKE core_it.lines);
        INSERT INTO core_it.orders VALUES (1, 5);
        INSERT INTO core_it.lines VALUES (1, 1, 5);
        INSERT INTO core_it.lines_2 VALUES (2, 100, 8);
        """);
    SyncGroup group =
        SyncGroup.of(
            "sales",
            Orders.ORDERS.tracking(ChangeTracking.comparison()),
            Orders.LINES.tracking(ChangeTracking.comparison()));
    PgLakeSetup.of(TestSchema.postgres()).apply(group.tables());
    AtomicReference<List<String>> during = new AtomicReference<>(List.of());
    SyncSource source =
        PgLakeSource.of(
            HookedDataSource.before(
                "WITH source",
                TestSchema.copier(),
                () -> {
                  TestSchema.execute(
                      """
                      BEGIN;
                      INSERT INTO core_it.orders VALUES (100, 8);
                      ALTER TABLE core_it.lines ATTACH PARTITION core_it.lines_2
                        FOR VALUES FROM (100) TO (200);
                      COMMIT
                      """);
                  during.set(Orders.heap());
                }));

    Orders.cut(source, group);

    assertThat(Orders.broken()).isZero();
    assertThat(Orders.lake()).isEqualTo(during.get()).hasSize(4);
  }

  /** As PgBouncer does in transaction mode. */
  @Test
  void aCutStopsIfItsTransactionsRunInDifferentSessions() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(SOURCE, group);
    TestSchema.execute(Orders.CHANGE);
    List<String> before = Orders.lake();
    try (Connection first = TestSchema.newCopierSessions().getConnection();
        Connection second = TestSchema.newCopierSessions().getConnection()) {
      SyncSource pooled = PgLakeSource.of(OneTransactionPerSession.of(first, second));

      assertThatThrownBy(() -> pooled.cut(group))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("as with PgBouncer in transaction mode")
          .hasMessageContaining(
              "The session with the pid %s may still hold locks"
                  .formatted(TestSchema.value(first, "SELECT pg_backend_pid()")));
    }
    assertThat(Orders.lake()).isEqualTo(before);
  }

  @Test
  void kindsThatDoNotReadOneSnapshotAreRefused() {
    SyncTable queue = Orders.ORDERS.tracking(ChangeTracking.queue());
    SyncTable marker = Orders.LINES.tracking(ChangeTracking.marker("synced_at"));

    assertThat(SOURCE.problems(SyncGroup.of("sales", queue, marker)))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("cannot be in group sales"))
        .allSatisfy(problem -> assertThat(problem).contains("Track it by xid() or comparison()"));
  }

  @Test
  void aViewIsRefused() throws SQLException {
    Orders.create();
    TestSchema.execute(
        """
        CREATE VIEW core_it.sums AS SELECT order_id AS id, sum(amount)::bigint AS total FROM core_it.lines GROUP BY 1;
        CREATE TABLE core_it.lake_sums (id int, total bigint) USING iceberg
        """);
    SyncTable view =
        SyncTable.of("core_it.sums", "core_it.lake_sums").tracking(ChangeTracking.comparison());

    assertThatThrownBy(() -> SOURCE.cut(SyncGroup.of("sales", Orders.ORDERS, view)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.sums is not a table")
        .hasMessageContaining("Take core_it.sums out of the group");
  }
}
