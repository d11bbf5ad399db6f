package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MarkerTrackingIT extends SyncSourceContract {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales")
          .tracking(ChangeTracking.marker("synced_at"));

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2), synced_at timestamp);
        CREATE TABLE core_it.iceberg_sales (id int, amount numeric(12,2), synced_at timestamp)
          USING iceberg
        """);
  }

  @Override
  protected SyncSource source() {
    return source;
  }

  @Override
  protected SyncTable table() {
    return TABLE;
  }

  @Override
  protected SyncTable missingTable() {
    return SyncTable.of("core_it.nothing", "core_it.iceberg_nothing")
        .tracking(ChangeTracking.marker("synced_at"));
  }

  @Override
  protected void insert(int from, int to) throws SQLException {
    TestSchema.execute(
        "INSERT INTO core_it.sales SELECT i, i / 100.0 FROM generate_series(%d, %d) AS i"
            .formatted(from, to));
  }

  @Override
  protected long icebergRows() throws SQLException {
    return TestSchema.number("SELECT count(*) FROM core_it.iceberg_sales");
  }

  @Override
  protected long icebergKeys() throws SQLException {
    return TestSchema.number("SELECT count(DISTINCT id) FROM core_it.iceberg_sales");
  }

  @Test
  void marksAllRowsOfABatchWithTheSameTime() throws SQLException {
    insert(1, 3);
    source.copy(TABLE);

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.sales WHERE synced_at IS NULL"))
        .isZero();
    assertThat(TestSchema.rows("SELECT * FROM core_it.sales ORDER BY id"))
        .isEqualTo(TestSchema.rows("SELECT * FROM core_it.iceberg_sales ORDER BY id"));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void rowThatIsBeingUpdatedIsCopiedLaterAndDelaysNothing(WriteMode mode) throws Exception {
    SyncTable table = TABLE.mode(mode);
    insert(1, 3);
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      TestSchema.execute(writer, "UPDATE core_it.sales SET amount = 999 WHERE id = 1");

      // Not READY, because a run must end although rows are being updated.
      assertBlocked(source.copy(table), 2);
      assertBlocked(source.copy(table), 0);
      writer.commit();
    }
    assertThat(source.copy(table).remaining()).isEqualTo(Remaining.NONE);
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .containsExactly("1|999.00", "2|0.02", "3|0.03");
  }

  /** The reason names the session that holds the row. */
  private static void assertBlocked(CopyResult result, long rows) {
    assertThat(result.rows()).isEqualTo(rows);
    assertThat(result.remaining()).isEqualTo(Remaining.BLOCKED);
    assertThat(result.blockedBy().orElse(""))
        .contains(
            "1 rows are locked by open writers of the table: pid ", ": UPDATE core_it.sales …")
        .doesNotContain("999");
  }

  @Test
  void referencedRowIsNotSkipped() throws Exception {
    TestSchema.execute("CREATE TABLE core_it.lines (sale int REFERENCES core_it.sales)");
    insert(1, 1);
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      TestSchema.execute(writer, "INSERT INTO core_it.lines VALUES (1)");

      assertThat(source.copy(TABLE).rows()).isEqualTo(1);
      writer.rollback();
    }
  }

  /** Shows why rows are marked before they are copied: the article's statement loses the update. */
  @Test
  void articleStatementLosesAConcurrentUpdate() throws Exception {
    insert(1, 1);
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      TestSchema.execute(writer, "UPDATE core_it.sales SET amount = 999 WHERE id = 1");
      CompletableFuture<Void> copy =
          CompletableFuture.runAsync(
              () -> {
                try {
                  TestSchema.execute(
                      """
                      WITH synced AS (
                        INSERT INTO core_it.iceberg_sales
                        SELECT id, amount, now() FROM core_it.sales WHERE synced_at IS NULL
                        RETURNING id)
                      UPDATE core_it.sales SET synced_at = now()
                      WHERE id IN (SELECT id FROM synced)
                      """);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> TestSchema.waits("WITH synced%"));

      writer.commit();
      copy.join();
    }
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales"))
        .containsExactly("1|0.01");
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.sales WHERE synced_at IS NULL"))
        .isZero();
  }

  @Test
  void overlappingRunsCopyEachRowOnce() throws Exception {
    insert(1, 500);
    int runners = 4;
    CyclicBarrier gate = new CyclicBarrier(runners);
    ExecutorService threads = Executors.newFixedThreadPool(runners);
    Callable<Long> run =
        () -> {
          gate.await();
          return PgLakeSource.of(TestSchema.copier()).copy(TABLE).rows();
        };

    long copied = 0;
    for (Future<Long> rows : threads.invokeAll(Collections.nCopies(runners, run))) {
      copied += rows.get();
    }
    threads.shutdown();

    assertThat(copied).isEqualTo(500);
    assertThat(icebergRows()).isEqualTo(500);
  }

  @Test
  void failedRowLeavesNothingMarkedOrCopied() throws SQLException {
    insert(1, 3);
    TestSchema.execute("ALTER TABLE core_it.sales ALTER amount TYPE numeric");
    TestSchema.execute("UPDATE core_it.sales SET amount = 1e15 WHERE id = 2");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "Copy of core_it.sales -> core_it.iceberg_sales failed",
            "numeric field overflow",
            "SQLSTATE 22003",
            "Nothing was committed");
    assertThat(icebergRows()).isZero();
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.sales WHERE synced_at IS NULL"))
        .isEqualTo(3);
  }

  @Test
  void refusesATableWithoutTheMarkerOrWithoutIcebergStorage() throws SQLException {
    TestSchema.execute(
        "CREATE TABLE core_it.plain (id int, amount numeric(12,2), synced_at timestamp)");

    assertThatThrownBy(() -> source.validate(TABLE.tracking(ChangeTracking.marker("copied"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("core_it.sales has no column \"copied\"");
    assertThatThrownBy(
            () ->
                source.validate(
                    SyncTable.of("core_it.sales", "core_it.plain").tracking(TABLE.tracking())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("core_it.plain is not an Iceberg table");
  }

  @Test
  void namesAreQuoted() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it."Odd ""one\""" (id int, "select" text, synced_at timestamp);
        CREATE TABLE core_it."Ice'd" (id int, "select" text, synced_at timestamp) USING iceberg;
        INSERT INTO core_it."Odd ""one\""" VALUES (1, 'x')
        """);
    SyncTable odd =
        SyncTable.of("core_it.\"Odd \"\"one\"\"\"", "core_it.\"Ice'd\"")
            .tracking(ChangeTracking.marker("synced_at"));

    source.validate(odd);
    assertThat(source.copy(odd).rows()).isEqualTo(1);
    assertThat(IcebergTablesLocator.of(TestSchema.postgres()).locate(List.of(odd.target())))
        .containsOnlyKeys(odd.target());
  }
}
