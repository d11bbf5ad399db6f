package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first load reads the heap table page by page, in the order of its file. */
class FirstLoadIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final String KEYLESS =
      "CREATE TABLE core_it.t (id int NOT NULL, v text) WITH (fillfactor = 50)";
  private static final String PLAIN =
      "CREATE TABLE core_it.t (id int PRIMARY KEY, v text) WITH (fillfactor = 50)";
  private static final String RANGES =
      """
      CREATE TABLE core_it.t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
      CREATE TABLE core_it.low PARTITION OF core_it.t FOR VALUES FROM (0) TO (20000);
      CREATE TABLE core_it.high PARTITION OF core_it.t FOR VALUES FROM (20000) TO (100000)
      """;
  private static final String HASHES =
      """
      CREATE TABLE core_it.t (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
      CREATE TABLE core_it.h0 PARTITION OF core_it.t FOR VALUES WITH (modulus 2, remainder 0);
      CREATE TABLE core_it.h1 PARTITION OF core_it.t FOR VALUES WITH (modulus 2, remainder 1)
      """;

  /** Writes between the pages move rows, add rows, remove rows and change keys. */
  private static final String TRAFFIC =
      """
      UPDATE core_it.t SET v = v || '!' WHERE id %% 7 = %1$d;
      DELETE FROM core_it.t WHERE id %% 11 = %1$d;
      INSERT INTO core_it.t SELECT i, 'new' FROM generate_series(50000 + %1$d * 10, 50009 + %1$d * 10) i;
      UPDATE core_it.t SET id = id + 40000 WHERE id = 400 + %1$d
      """;

  private static void create(String ddl, int rows, SyncTable table) throws SQLException {
    TestSchema.recreate(ddl);
    TestSchema.execute(
        "INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, %d) i".formatted(rows));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
  }

  /** The second copy follows the writes that the first load did not see. */
  private static void copyAllAndCompare(SyncSource source) throws SQLException {
    SyncSourceContract.copyAll(source, TABLE);
    SyncSourceContract.copyAll(source, TABLE);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, v");
  }

  private static SyncSource pagesOf(int rows) {
    return PgLakeSource.builder(TestSchema.copier()).batchRows(rows).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, RANGES, HASHES})
  void traffic(String ddl) throws SQLException {
    create(ddl, 30_000, TABLE);
    TestSchema.execute("ANALYZE core_it.t");
    SyncSource source = pagesOf(11_000);
    int pages = 0;
    while (source.copy(TABLE).remaining() == Remaining.READY) {
      TestSchema.execute(TRAFFIC.formatted(pages));
      assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE).faults()).isZero();
      pages++;
    }
    assertThat(pages).isBetween(2, 8);
    copyAllAndCompare(source);
  }

  /** The time of completeness must not be on the clock of the host that began. */
  @Test
  void aHostWithAnotherClockFinishesTheLoad() throws SQLException {
    create(PLAIN, 30_000, TABLE);
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    SyncSource first =
        PgLakeSource.builder(TestSchema.copier()).batchRows(11_000).clock(ahead).build();
    Instant began = Instant.now();
    assertThat(first.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    Instant paused = Instant.now();

    SyncSource second = pagesOf(11_000);
    CopyResult result = second.copy(TABLE);
    while (result.remaining() == Remaining.READY) {
      result = second.copy(TABLE);
    }

    assertThat(result.completeThrough().orElseThrow()).isBetween(began.minusMillis(500), paused);
  }

  /** VACUUM FULL gives the rows other places. CLUSTER also changes their order. */
  @ParameterizedTest
  @ValueSource(strings = {"VACUUM FULL core_it.t", "CLUSTER core_it.t USING t_pkey"})
  void aNewFileBetweenTwoPages(String statement) throws SQLException {
    create(PLAIN, 30_000, TABLE);
    // The first rewrite after the set-up also changes the tracking column in the system catalog.
    TestSchema.execute("VACUUM FULL core_it.t");
    SyncSource source = pagesOf(11_000);
    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute("DELETE FROM core_it.t WHERE id <= 6000");
    TestSchema.execute("UPDATE core_it.t SET v = 'moved' WHERE id BETWEEN 6001 AND 7000");
    TestSchema.execute(statement);
    copyAllAndCompare(source);
  }

  /** An archive keeps its rows, so that the load cannot begin again with an empty table. */
  @ParameterizedTest
  @ValueSource(strings = {RANGES, PLAIN})
  void rowsOfAnArchiveThatMoveBetweenTwoPages(String ddl) throws SQLException {
    SyncTable archive = TABLE.deletes(Deletes.KEEP);
    create(ddl, 30_000, archive);
    SyncSource source = pagesOf(11_000);
    assertThat(source.copy(archive).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute(
        """
        CREATE INDEX backwards ON core_it.%1$s ((-id));
        BEGIN;
        ALTER TABLE core_it.%1$s DISABLE TRIGGER USER;
        UPDATE core_it.%1$s SET v = 'moved' WHERE id < 5;
        ALTER TABLE core_it.%1$s ENABLE TRIGGER USER;
        ALTER TABLE core_it.%1$s ENABLE ALWAYS TRIGGER zz_lakehouse_sync_insert;
        ALTER TABLE core_it.%1$s ENABLE ALWAYS TRIGGER zz_lakehouse_sync_update;
        COMMIT;
        CLUSTER core_it.%1$s USING backwards
        """
            .formatted(ddl.equals(PLAIN) ? "t" : "low"));

    SyncSourceContract.copyAll(source, archive);
    SyncSourceContract.copyAll(source, archive);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"low", "high"})
  void aNewFileOfAPartition(String partition) throws SQLException {
    create(RANGES, 30_000, TABLE);
    SyncSource source = pagesOf(11_000);
    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute("DELETE FROM core_it.t WHERE id % 2 = 0");
    TestSchema.execute("VACUUM FULL core_it." + partition);
    copyAllAndCompare(source);
  }

  @Test
  void partitionsThatAreAttachedAndDetached() throws SQLException {
    create(RANGES, 30_000, TABLE);
    TestSchema.execute(
        """
        CREATE TABLE core_it.other (LIKE core_it.t INCLUDING ALL);
        INSERT INTO core_it.other SELECT i, 'old' FROM generate_series(100000, 120000) i
        """);
    SyncSource source = pagesOf(11_000);
    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute(
        """
        ALTER TABLE core_it.t ATTACH PARTITION core_it.other FOR VALUES FROM (100000) TO (200000);
        ALTER TABLE core_it.t DETACH PARTITION core_it.low
        """);
    copyAllAndCompare(source);
  }

  @Test
  void truncate() throws SQLException {
    create(PLAIN, 30_000, TABLE);
    SyncSource source = pagesOf(11_000);
    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.READY);
    TestSchema.execute("TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (1, 'after')");
    copyAllAndCompare(source);
  }

  /** A table without a key is copied page by page too, although one transaction wrote its rows. */
  @Test
  void withoutAKey() throws SQLException {
    create(KEYLESS, 30_000, TABLE);
    CopyResult first = pagesOf(11_000).copy(TABLE);
    assertThat(first.remaining()).isEqualTo(Remaining.READY);
    assertThat(first.rows()).isBetween(6_000L, 24_000L);
    copyAllAndCompare(pagesOf(11_000));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void smallPagesEndAtARow(WriteMode mode) throws SQLException {
    SyncTable table = TABLE.mode(mode);
    create(PLAIN, 1_000, table);
    CopyResult first = pagesOf(7).copy(table);
    assertThat(first.rows()).isEqualTo(7);
    assertThat(first.bytes().getAsLong()).isEqualTo(7 * (4 + 3));
    assertThat(SyncSourceContract.copyAll(pagesOf(300), table)).isEqualTo(993);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, v");
  }

  /** TOASTed values are in another file, and count as PostgreSQL stores them. */
  @Test
  void toastedValues() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text);
        ALTER TABLE core_it.t ALTER COLUMN v SET STORAGE EXTERNAL;
        INSERT INTO core_it.t SELECT i, repeat(i::text, 3000) FROM generate_series(1000, 1399) i
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSource source = PgLakeSource.builder(TestSchema.copier()).batchBytes(1_000_000).build();
    CopyResult first = source.copy(TABLE);
    assertThat(first.rows()).isBetween(70L, 90L);
    assertThat(first.bytes().getAsLong()).isBetween(850_000L, 1_000_000L);
    copyAllAndCompare(source);
  }
}
