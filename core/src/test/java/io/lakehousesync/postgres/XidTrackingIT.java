package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XidTrackingIT extends SyncSourceContract {
  private static final SyncTable TABLE = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final SyncTable UPSERT = TABLE.mode(WriteMode.UPSERT);
  private static final SyncTable APPEND = TABLE.mode(WriteMode.APPEND);

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2))");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
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
    return SyncTable.of("core_it.nothing", "core_it.iceberg_nothing");
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
  void lateCommitIsNotLostAndDelaysNoOther() throws SQLException {
    try (Connection late = TestSchema.postgres().getConnection()) {
      late.setAutoCommit(false);
      TestSchema.execute(late, "INSERT INTO core_it.sales VALUES (1, 1)");
      insert(2, 3);
      assertThat(copyAll()).isEqualTo(2);
      insert(4, 4);
      assertThat(copyAll()).isEqualTo(1);

      late.commit();
    }
    assertThat(copyAll()).isEqualTo(1);
    assertThat(icebergKeys()).isEqualTo(4);
    assertThat(copyAll()).isZero();
  }

  @Test
  void rolledBackRowsAreNeverCopied() throws SQLException {
    try (Connection writer = TestSchema.postgres().getConnection()) {
      writer.setAutoCommit(false);
      TestSchema.execute(writer, "INSERT INTO core_it.sales VALUES (1, 1)");
      copyAll();
      writer.rollback();
      TestSchema.execute(writer, "INSERT INTO core_it.sales VALUES (2, 2)");
      TestSchema.execute(writer, "SAVEPOINT s");
      TestSchema.execute(writer, "INSERT INTO core_it.sales VALUES (3, 3)");
      TestSchema.execute(writer, "ROLLBACK TO s");
      TestSchema.execute(writer, "SAVEPOINT t");
      TestSchema.execute(writer, "INSERT INTO core_it.sales VALUES (4, 4)");
      writer.commit();
    }
    copyAll();

    assertThat(TestSchema.rows("SELECT id FROM core_it.iceberg_sales ORDER BY 1"))
        .containsExactly("2", "4");
  }

  @Test
  void anUpsertKeepsOneRowPerKeyInItsLastState() throws SQLException {
    insert(1, 5);
    copyAll(source, UPSERT);
    TestSchema.execute("UPDATE core_it.sales SET amount = 100 WHERE id <= 2");
    TestSchema.execute("UPDATE core_it.sales SET amount = 200 WHERE id = 2");
    insert(6, 6);
    copyAll(source, UPSERT);

    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY 1"));
  }

  @Test
  void firstLoadOfAnEmptyTableOnlyAppends() throws SQLException {
    insert(1, 25);
    CountingDataSource counted = new CountingDataSource(TestSchema.postgres());
    SyncSource small = PgLakeSource.builder(counted.dataSource()).batchRows(10).build();
    small.copy(UPSERT);
    TestSchema.execute("UPDATE core_it.sales SET amount = 99 WHERE id IN (5, 20)");
    TestSchema.execute("DELETE FROM core_it.sales WHERE id = 7");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (7, 77)");

    assertThat(small.copy(UPSERT).rows()).isEqualTo(10);
    assertThat(small.copy(UPSERT).remaining()).isEqualTo(Remaining.NONE);
    assertThat(counted.prepared("DELETE FROM " + Sql.table(TABLE.target()))).isEmpty();
    copyAll(small, UPSERT);

    assertThat(counted.prepared("DELETE FROM " + Sql.table(TABLE.target()))).isNotEmpty();
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY 1"));
  }

  @Test
  void firstLoadReplacesExistingRows() throws SQLException {
    insert(1, 25);
    TestSchema.execute("INSERT INTO core_it.iceberg_sales SELECT id, 0 FROM core_it.sales");
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();

    copyAll(small, UPSERT);

    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY 1"));
  }

  @Test
  void appendingAddsARowForEachUpdate() throws SQLException {
    insert(1, 1);
    copyAll(source, APPEND);
    TestSchema.execute("UPDATE core_it.sales SET amount = 100");
    copyAll(source, APPEND);

    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 2"))
        .containsExactly("1|0.01", "1|100.00");
  }

  @Test
  void pagesALargeTransactionAcrossRuns() throws SQLException {
    insert(1, 25);
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();

    CopyResult first = small.copy(TABLE);
    assertThat(first.rows()).isEqualTo(10);
    assertThat(first.remaining()).isEqualTo(Remaining.READY);
    assertThat(icebergRows()).isEqualTo(10);

    // A new source, as after a crash, and a change in between.
    TestSchema.execute("UPDATE core_it.sales SET amount = 99 WHERE id IN (5, 20)");
    SyncSource restarted = PgLakeSource.builder(TestSchema.copier()).batchRows(10).build();
    copyAll(restarted, UPSERT);

    copyAll(source, UPSERT);
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY 1"));
  }

  @Test
  void pagesByWholeTransactionsWithoutAKey() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.sales DROP CONSTRAINT sales_pkey");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSource small = PgLakeSource.builder(TestSchema.copier()).batchRows(5).build();
    small.copy(TABLE);
    insert(1, 6);
    insert(7, 12);
    insert(13, 14);

    assertThat(small.copy(TABLE).rows()).isEqualTo(6);
    assertThat(small.copy(TABLE).rows()).isEqualTo(6);
    assertThat(small.copy(TABLE).rows()).isEqualTo(2);
    assertThat(icebergKeys()).isEqualTo(14);
  }

  @Test
  void copiesRowsFromBeforeTheSetUp() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.old (id int PRIMARY KEY, t text)");
    TestSchema.execute("INSERT INTO core_it.old SELECT i, 'x' FROM generate_series(1, 100) i");
    SyncTable old = SyncTable.of("core_it.old", "core_it.iceberg_old");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(old));

    assertThat(source.copy(old).rows()).isEqualTo(100);
  }

  @Test
  void stopsAfterARestoreInsteadOfGuessing() throws SQLException {
    insert(1, 1);
    copyAll();
    TestSchema.execute(
        "UPDATE lakehouse_sync.checkpoint SET system_identifier = system_identifier - 1");
    assertThatThrownBy(this::copyAll)
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "was written in another PostgreSQL cluster",
            "Make a new baseline (PgLakeSetup.newBaseline)");

    TestSchema.execute(
        "UPDATE lakehouse_sync.checkpoint SET system_identifier = system_identifier + 1,"
            + " position = '999999999:999999999:'");
    assertThatThrownBy(this::copyAll)
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("has higher transaction ids than this cluster has assigned");
  }

  @Test
  void stopsForARecreatedTableUntilANewBaseline() throws SQLException {
    insert(1, 3);
    copyAll();
    TestSchema.execute("DROP TABLE core_it.iceberg_sales");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(TABLE));

    assertThatThrownBy(this::copyAll)
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("core_it.iceberg_sales was dropped and created anew");
    setup.newBaseline(TABLE);
    assertThat(copyAll()).isEqualTo(3);
  }

  @Test
  void anIdleTableWritesNothing() throws SQLException {
    insert(1, 1);
    copyAll();
    String before =
        TestSchema.rows("SELECT xmin, c.* FROM lakehouse_sync.checkpoint AS c").toString();

    copyAll();

    assertThat(TestSchema.rows("SELECT xmin, c.* FROM lakehouse_sync.checkpoint AS c"))
        .hasToString(before);
  }

  @Test
  void refusesATableThatIsNotSetUp() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.sales DROP COLUMN sync_xid CASCADE");

    assertThatThrownBy(() -> source.validate(TABLE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("core_it.sales has no column \"sync_xid\". Run the set-up");
  }
}
