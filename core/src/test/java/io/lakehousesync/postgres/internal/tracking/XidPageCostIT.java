package io.lakehousesync.postgres.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures what PostgreSQL reads for a page in the middle of a much larger transaction. */
class XidPageCostIT {
  private static final int ROWS = 100_000;
  private static final int PAGE = 20_000;

  /**
   * The table has about 2,000 blocks, so that it gets an index, which has 400. A page has a fifth
   * of them and reads it twice.
   */
  private static final long FEW_BLOCKS = 1_200;

  private static final String READ =
      """
      SELECT coalesce(sum(idx_blks_hit + idx_blks_read), 0)
             + (SELECT heap_blks_hit + heap_blks_read FROM pg_statio_user_tables
                WHERE relid = 'core_it.sales'::regclass)
      FROM pg_statio_user_indexes
      WHERE relid = 'core_it.sales'::regclass AND indexrelname LIKE 'sync_xid_%'
      """;

  @BeforeEach
  void createTable() throws SQLException {
    // Not analyzed, as right after the set-up.
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (shop int, id int, note text, PRIMARY KEY (shop, id))
          WITH (autovacuum_enabled = off)
        """);
  }

  /** One transaction writes all rows after the first load. */
  private static void setUpAndInsert(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.newSessions()).apply(List.of(table));
    PgLakeSource.of(TestSchema.newCopierSessions()).copy(table);
    executeAlone(
        "INSERT INTO core_it.sales SELECT 1, i, repeat('x', 100) FROM generate_series(1, %d) AS i"
            .formatted(ROWS));
    PgLakeSetup.of(TestSchema.newSessions()).apply(List.of(table));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aPageReadsNoMoreThanItsOwnRows(WriteMode mode) throws SQLException {
    SyncTable table = SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(mode);
    setUpAndInsert(table);

    // An upsert reads each row again by its key.
    assertThat(blocksOfAPage(table))
        .isLessThan(mode == WriteMode.APPEND ? FEW_BLOCKS : FEW_BLOCKS + PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANALYZE core_it.sales", "INSERT INTO core_it.sales VALUES (2, 1, '')"})
  void pageReadsNoMoreRowsAfterUnrelatedChanges(String change) throws SQLException {
    SyncTable table = SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(WriteMode.APPEND);
    setUpAndInsert(table);
    executeAlone(change);

    assertThat(blocksOfAPage(table)).isLessThan(FEW_BLOCKS);
  }

  /**
   * Without an index, each query for changed rows reads the whole table: one looks for ids of other
   * clusters, one finds the end of the page, and one copies it.
   */
  @Test
  void aTableWithoutAnIndexIsReadThreeTimes() throws SQLException {
    SyncTable table = SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(WriteMode.APPEND);
    executeAlone("INSERT INTO core_it.sales SELECT 1, i, 'x' FROM generate_series(1, 50000) AS i");
    PgLakeSetup.of(TestSchema.newSessions()).apply(List.of(table));
    PgLakeSource source = PgLakeSource.of(TestSchema.newCopierSessions());
    source.copy(table);
    executeAlone("INSERT INTO core_it.sales VALUES (2, 1, 'x')");
    String scans =
        "SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'core_it.sales'::regclass";
    settled();
    long before = TestSchema.number(scans);

    assertThat(source.copy(table).rows()).isEqualTo(1);

    await().until(() -> TestSchema.number(scans) > before);
    settled();
    assertThat(TestSchema.number(scans) - before).isLessThanOrEqualTo(3);
  }

  /** Executes a statement in a session of its own, whose counts are complete when it has ended. */
  private static void executeAlone(String sql) throws SQLException {
    try (Connection session = TestSchema.newSessions().getConnection()) {
      TestSchema.execute(session, sql);
    }
  }

  private static long blocksOfAPage(SyncTable table) throws SQLException {
    PgLakeSource.builder(TestSchema.newCopierSessions()).batchRows(ROWS / 2).build().copy(table);
    long before = settled();
    PgLakeSource small =
        PgLakeSource.builder(TestSchema.newCopierSessions()).batchRows(PAGE).build();
    assertThat(small.copy(table).rows()).isEqualTo(PAGE);
    // A session's counts are complete when it has ended.
    await().until(() -> TestSchema.number(READ) > before);
    return settled() - before;
  }

  private static long settled() throws SQLException {
    await()
        .until(
            () ->
                TestSchema.number(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                            + " AND pid <> pg_backend_pid() AND query LIKE 'COMMIT%'")
                    == 0);
    return TestSchema.number(READ);
  }
}
