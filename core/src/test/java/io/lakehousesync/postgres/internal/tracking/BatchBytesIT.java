package io.lakehousesync.postgres.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.postgres.internal.copy.BatchSize;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch ends when its rows become too large. No row is lost or duplicated by that. */
class BatchBytesIT {
  private static final int WIDE = 100_000;

  /** Two wide rows fit, but not a third one. */
  private static final long BOUND = 2 * WIDE + WIDE / 2;

  private static final SyncTable TABLE = SyncTable.of("core_it.docs", "core_it.iceberg_docs");

  private final PgLakeSource source =
      PgLakeSource.builder(TestSchema.copier()).batchBytes(BOUND).build();

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.docs (id int PRIMARY KEY, body text);
        ALTER TABLE core_it.docs ALTER COLUMN body SET STORAGE EXTERNAL;
        """);
  }

  static Stream<SyncTable> everyKindThatPages() {
    return Stream.of(
        TABLE.mode(WriteMode.APPEND),
        TABLE.mode(WriteMode.UPSERT),
        TABLE.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.UPSERT),
        TABLE.tracking(ChangeTracking.ordered("id")).mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.queue()).mode(WriteMode.UPSERT));
  }

  @ParameterizedTest
  @MethodSource("everyKindThatPages")
  void wideRowsAreCopiedInSeveralTransactions(SyncTable table) throws SQLException {
    insert(1, 5, WIDE);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));

    assertThat(batches(table)).containsExactly(2L, 2L, 1L);
    assertBothSidesAreEqual();

    insert(6, 8, WIDE);
    assertThat(batches(table)).containsExactly(2L, 1L);
    assertBothSidesAreEqual();
  }

  @ParameterizedTest
  @MethodSource("everyKindThatPages")
  void resultHasTheBytesOfTheBatch(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    insert(1, 3, WIDE);

    assertThat(source.copy(table).bytes().orElseThrow()).isBetween(2L * WIDE, 2L * WIDE + 1_000);
    assertThat(source.copy(table).bytes().orElseThrow()).isBetween(1L * WIDE, 1L * WIDE + 1_000);
    assertThat(source.copy(table).bytes()).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("everyKindThatPages")
  void aRowThatIsLargerThanABatchIsCopiedAlone(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    insert(1, 2, 10);
    insert(3, 3, 4 * WIDE);
    insert(4, 5, 10);

    assertThat(batches(table)).containsExactly(2L, 1L, 2L);
    assertBothSidesAreEqual();
  }

  @Test
  void comparisonReplacesTheTableInOneSnapshotHoweverLargeItIs() throws SQLException {
    insert(1, 5, WIDE);
    SyncTable table = TABLE.tracking(ChangeTracking.comparison());
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));

    assertThat(batches(table)).containsExactly(5L);
  }

  @Test
  void aTableWithoutAKeyIsCopiedInWholeTransactions() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.docs DROP CONSTRAINT docs_pkey");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    batches(TABLE);
    insert(1, 4, WIDE);
    insert(5, 5, 10);
    insert(6, 9, WIDE);

    assertThat(batches(TABLE)).containsExactly(4L, 5L, 0L);
    assertBothSidesAreEqual();
  }

  @Test
  void pagesLateAndNewTransactions() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    try (Connection late = TestSchema.postgres().getConnection();
        Connection open = TestSchema.postgres().getConnection()) {
      late.setAutoCommit(false);
      open.setAutoCommit(false);
      TestSchema.execute(late, insertion(1, 3, WIDE));
      insert(10, 10, 10);
      batches(TABLE);
      insert(11, 13, WIDE);
      TestSchema.execute(open, insertion(20, 21, WIDE));
      insert(14, 14, WIDE);
      late.commit();

      assertThat(batches(TABLE)).containsExactly(2L, 2L, 2L, 1L);
      open.commit();
    }
    assertThat(batches(TABLE)).containsExactly(2L);
    assertBothSidesAreEqual();
  }

  @Test
  void rowsThatLeaveAPageAreNotReplacedByOthers() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    insert(1, 6, 10);
    try (Connection connection = TestSchema.postgres().getConnection()) {
      connection.setAutoCommit(false);
      TableColumns columns = TableColumns.read(connection, TABLE);
      CopyTask task =
          new CopyTask(connection, TABLE, columns, new BatchSize(3, BOUND), Clock.systemUTC());
      PgSnapshot now = PgSnapshot.parse(TestSchema.rows("SELECT pg_current_snapshot()").get(0));
      List<XidRange> ranges = XidRange.between(PgSnapshot.NOTHING, now);
      XidPage page = new XidPage(task, "sync_xid", ranges, List.of());

      Optional<BatchSize.End> end = page.end();
      TestSchema.execute("DELETE FROM core_it.docs WHERE id = 2");

      assertThat(end.map(BatchSize.End::rows)).contains(3);
      assertThat(page.append(end)).isEqualTo(2);
      connection.commit();
    }
    assertThat(TestSchema.rows("SELECT id FROM core_it.iceberg_docs ORDER BY 1"))
        .containsExactly("1", "3");
  }

  /** Returns the number of rows of each batch until no more rows are ready. */
  private List<Long> batches(SyncTable table) {
    List<Long> rows = new ArrayList<>();
    CopyResult batch;
    do {
      batch = source.copy(table);
      rows.add(batch.rows());
    } while (batch.remaining() == Remaining.READY);
    return rows;
  }

  private static void insert(int from, int to, int bytes) throws SQLException {
    TestSchema.execute(insertion(from, to, bytes));
  }

  private static String insertion(int from, int to, int bytes) {
    return "INSERT INTO core_it.docs SELECT i, repeat('x', %d) FROM generate_series(%d, %d) i"
        .formatted(bytes, from, to);
  }

  private static void assertBothSidesAreEqual() throws SQLException {
    String rows = "SELECT id, length(body), md5(body) FROM core_it.%s ORDER BY 1";
    assertThat(TestSchema.rows(rows.formatted("iceberg_docs")))
        .isEqualTo(TestSchema.rows(rows.formatted("docs")));
  }
}
