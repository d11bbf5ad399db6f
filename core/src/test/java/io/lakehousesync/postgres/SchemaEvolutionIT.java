package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaEvolutionIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(WriteMode.UPSERT);
  private static final SyncTable FULL = TABLE.schemaEvolution(SchemaEvolution.FULL);

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales
          (id int PRIMARY KEY, amount numeric(12,2), a text, b text, c int NOT NULL DEFAULT 1);
        INSERT INTO core_it.sales SELECT i, i, 'a' || i, 'b' || i FROM generate_series(1, 3) AS i
        """);
  }

  static Stream<SyncTable> tables() {
    SyncTable append = TABLE.mode(WriteMode.APPEND);
    return Stream.of(
        TABLE,
        append,
        append.tracking(ChangeTracking.marker("synced_at")),
        append.tracking(ChangeTracking.ordered("id")),
        TABLE.tracking(ChangeTracking.queue()),
        append.tracking(ChangeTracking.comparison()));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anAddedColumnIsAddedBeforeTheNextRows(SyncTable table) throws SQLException {
    setUpAndCopy(table);
    alter("ADD COLUMN note text");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (4, 4, 'a4', 'b4')");
    TestSchema.execute("UPDATE core_it.sales SET note = 'n' WHERE id = 4");
    copyAll(table);

    assertThat(iceberg("id, note")).containsExactly("1|null", "2|null", "3|null", "4|n");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rowsFromBeforeGetAnAddedColumnsConstantDefault(SyncTable table) throws SQLException {
    setUpAndCopy(table);
    alter("ADD COLUMN note varchar(20) NOT NULL DEFAULT 'it''s ''new'''");
    alter("ALTER note SET DEFAULT 'later'");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (4, 4, 'a4', 'b4')");
    copyAll(table);

    assertThat(iceberg("id, note"))
        .containsExactly("1|it's 'new'", "2|it's 'new'", "3|it's 'new'", "4|later");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valuesThatAreNotCopiedAgainStopTheTableUntilANewBaseline(SyncTable table)
      throws SQLException {
    setUpAndCopy(table);
    alter("ADD COLUMN serial_no serial");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (4, 4, 'a4', 'b4')");

    if (!table.tracking().equals(ChangeTracking.comparison())) {
      assertThatThrownBy(() -> source.copy(table))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContainingAll(
              "Column \"serial_no\"", "Make a new baseline (PgLakeSetup.newBaseline)");
      assertThat(iceberg("id")).containsExactly("1", "2", "3");
      setup.newBaseline(table);
    }
    copyAll(table);
    assertThat(iceberg("id, serial_no")).containsExactly("1|1", "2|2", "3|3", "4|4");
  }

  @Test
  void rowsOfAnUnfinishedBacklogAreCopiedUpToItsLastPage() throws SQLException {
    source = PgLakeSource.builder(TestSchema.copier()).batchRows(2).build();
    setUpAndCopy(TABLE);
    TestSchema.execute("UPDATE core_it.sales SET id = id");
    source.copy(TABLE);
    alter("ADD COLUMN note int");
    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER zz_lakehouse_sync_update");
    TestSchema.execute("UPDATE core_it.sales SET note = 2 WHERE id = 2");
    TestSchema.execute("ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_update");
    assertThatThrownBy(() -> source.copy(TABLE)).hasMessageContaining("Column \"note\"");

    TestSchema.execute("ALTER TABLE core_it.sales DISABLE TRIGGER zz_lakehouse_sync_update");
    TestSchema.execute("UPDATE core_it.sales SET note = CASE id WHEN 3 THEN 3 END");
    TestSchema.execute("ALTER TABLE core_it.sales ENABLE ALWAYS TRIGGER zz_lakehouse_sync_update");
    copyAll(TABLE);
    assertThat(iceberg("id, note")).containsExactly("1|null", "2|null", "3|3");

    TestSchema.execute("ALTER TABLE core_it.iceberg_sales DROP COLUMN note");
    assertThatThrownBy(() -> source.copy(TABLE)).hasMessageContaining("Column \"note\"");
  }

  @Test
  void defaultsOfPartitionsApplyToTheirRows() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE core_it.low PARTITION OF core_it.sales FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.high PARTITION OF core_it.sales FOR VALUES FROM (10) TO (20);
        INSERT INTO core_it.sales VALUES (1), (11)
        """);
    setUpAndCopy(TABLE);
    alter("ADD COLUMN tags text[] DEFAULT '{x,\"y z\"}'");
    copyAll(TABLE);

    assertThat(iceberg("id, tags")).containsExactly("1|{x,\"y z\"}", "11|{x,\"y z\"}");
  }

  @Test
  void renamedColumnStopsTheTableUntilItIsRenamedByHand() throws SQLException {
    setUpAndCopy(TABLE);
    alter("RENAME a TO d");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("Column \"a\"", "was renamed to \"d\"", "schemaEvolution(FULL)");

    TestSchema.execute("ALTER TABLE core_it.iceberg_sales RENAME a TO d");
    TestSchema.execute("UPDATE core_it.sales SET d = 'new' WHERE id = 2");
    copyAll(TABLE);
    assertThat(iceberg("id, d")).containsExactly("1|a1", "2|new", "3|a3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void columnsThatSwapNamesAreFollowed(boolean restarted) throws SQLException {
    setUpAndCopy(FULL);
    alter("RENAME a TO x");
    alter("RENAME b TO a");
    alter("RENAME x TO b");
    alter("RENAME amount TO price");
    alter("ADD COLUMN amount int");
    if (restarted) {
      source = PgLakeSource.of(TestSchema.copier());
      source.validate(FULL);
    }
    copyAll(FULL);

    assertThat(iceberg("id, a, b, price, amount"))
        .isEqualTo(TestSchema.rows("SELECT id, a, b, price, amount FROM core_it.sales ORDER BY 1"))
        .contains("1|b1|a1|1.00|null");
  }

  @Test
  void aRenamedKeyIsFollowed() throws SQLException {
    setUpAndCopy(FULL);
    alter("RENAME id TO sale");
    TestSchema.execute("UPDATE core_it.sales SET a = 'new' WHERE sale = 2");
    setup.apply(List.of(FULL));
    source = PgLakeSource.of(TestSchema.copier());
    source.validate(FULL);
    copyAll(FULL);

    assertThat(iceberg("sale, a")).containsExactly("1|a1", "2|new", "3|a3");
  }

  @Test
  void droppedColumnStopsTheTableOrIsDropped() throws SQLException {
    setUpAndCopy(TABLE);
    alter("DROP COLUMN a");

    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("Column \"a\"", "was dropped", "schemaEvolution(FULL)");
    copyAll(TABLE.columns("id", "amount", "b", "c"));

    copyAll(FULL);
    assertThat(columns())
        .containsExactly("id|integer", "amount|numeric(12,2)", "b|text", "c|integer");
  }

  @Test
  void columnThatWasDroppedAndAddedIsANewColumn() throws SQLException {
    setUpAndCopy(FULL);
    alter("DROP COLUMN a");
    alter("ADD COLUMN a int");
    TestSchema.execute("UPDATE core_it.sales SET a = 7 WHERE id = 2");

    assertThatThrownBy(() -> source.copy(TABLE)).hasMessageContaining("was dropped");
    copyAll(FULL);
    assertThat(iceberg("id, a")).containsExactly("1|null", "2|7", "3|null");
  }

  @Test
  void typesThatIcebergCanWidenAreWidened() throws SQLException {
    setUpAndCopy(TABLE);
    // The trigger's condition names the key's column.
    TestSchema.execute("DROP TRIGGER lakehouse_sync_xid_key ON core_it.sales");
    alter("ALTER id TYPE bigint");
    setup.apply(List.of(TABLE));
    alter("ALTER amount TYPE numeric(14,2)");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (5000000000, 123456789012.34, 'a', 'b')");
    copyAll(TABLE);

    assertThat(columns())
        .containsExactly("id|bigint", "amount|numeric(14,2)", "a|text", "b|text", "c|integer");
    assertThat(iceberg("id, amount")).last().isEqualTo("5000000000|123456789012.34");
  }

  @Test
  void enumLabelsAndVarcharLengthsCanChange() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.state AS ENUM ('new', 'paid');
        CREATE TABLE core_it.sales
          (id int PRIMARY KEY, state core_it.state, states core_it.state[], code varchar(3));
        INSERT INTO core_it.sales VALUES (1, 'new', '{new,paid}', 'abc')
        """);
    setUpAndCopy(TABLE);
    TestSchema.execute("ALTER TYPE core_it.state ADD VALUE 'sent'");
    alter("ALTER code TYPE varchar(5)");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (2, 'sent', '{sent}', 'abcde')");
    copyAll(TABLE);

    assertThat(iceberg("*")).containsExactly("1|new|{new,paid}|abc", "2|sent|{sent}|abcde");
  }

  @Test
  void incompatibleTypeStopsOnlyItsTable() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.other AS TABLE core_it.sales");
    TestSchema.execute("ALTER TABLE core_it.other ALTER id SET NOT NULL");
    SyncTable other =
        SyncTable.of("core_it.other", "core_it.iceberg_other").key("id").mode(WriteMode.UPSERT);
    setup.apply(List.of(TABLE, other));
    LakehouseSync sync = sync(CatalogRefresher.none(), TABLE, other);
    sync.runOnce();
    alter("ALTER c TYPE text");
    TestSchema.execute("INSERT INTO core_it.sales VALUES (4, 4, 'a4', 'b4', 'c4')");
    TestSchema.execute("INSERT INTO core_it.other VALUES (4, 4, 'a4', 'b4', 4)");

    SyncReport report = sync.runOnce();

    assertThat(report.tables().get(1).failure()).isEmpty();
    assertThat(report.tables().get(0).failure().orElseThrow())
        .hasMessageContainingAll(
            "Column \"c\" of core_it.sales changed its type from integer to text.",
            "run the set-up, and make a new baseline");
    TestSchema.execute("DROP TABLE core_it.iceberg_sales");
    setup.apply(List.of(TABLE));
    setup.newBaseline(TABLE);
    assertThat(sync.runOnce().tables().get(0).failure()).isEmpty();
    assertThat(iceberg("id, c")).containsExactly("1|1", "2|1", "3|1", "4|c4");
  }

  @Test
  void droppedNotNullIsFollowed() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.iceberg_sales
          (id int NOT NULL, amount numeric(12,2), a text, b text, c int NOT NULL) USING iceberg
        """);
    setUpAndCopy(TABLE);
    alter("ALTER c DROP NOT NULL");
    TestSchema.execute("UPDATE core_it.sales SET c = NULL WHERE id = 2");
    copyAll(TABLE);

    assertThat(iceberg("id, c")).containsExactly("1|1", "2|null", "3|1");
  }

  @Test
  void failedCopyRollsBackItsColumnChanges() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.sales ADD COLUMN day date");
    setUpAndCopy(TABLE);
    alter("ADD COLUMN note text");
    TestSchema.execute("UPDATE core_it.sales SET day = 'infinity' WHERE id = 2");
    assertThatThrownBy(() -> source.copy(TABLE)).isInstanceOf(NotAppliedException.class);
    assertThat(columns()).doesNotContain("note|text");

    TestSchema.execute("UPDATE core_it.sales SET day = '2026-11-23', note = 'n' WHERE id = 2");
    copyAll(TABLE);
    assertThat(iceberg("id, note")).containsExactly("1|null", "2|n", "3|null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RENAME a TO old_a; ALTER TABLE core_it.sales ADD COLUMN a text",
        "RENAME a TO x; ALTER TABLE core_it.sales RENAME b TO a; ALTER TABLE core_it.sales RENAME x TO b"
      })
  void anotherColumnUnderTheNameOfACopiedOneStopsTheCopies(String action) throws SQLException {
    SyncTable some = TABLE.columns("id", "a");
    setUpAndCopy(some);
    alter(action);

    for (SyncTable table : List.of(some, some.schemaEvolution(SchemaEvolution.FULL))) {
      assertThatThrownBy(() -> copyAll(table))
          .hasMessageContaining("Column \"a\" of core_it.sales is not the column that was copied");
    }
  }

  @Test
  void aColumnThatWasLeftOutForAWhileNeedsANewBaseline() throws SQLException {
    setUpAndCopy(TABLE);
    copyAll(TABLE.columns("id", "amount"));
    TestSchema.execute("UPDATE core_it.sales SET a = 'changed' WHERE id = 1");
    copyAll(TABLE.columns("id", "amount"));

    source = PgLakeSource.of(TestSchema.copier()); // Another configuration is another process.
    assertThatThrownBy(() -> copyAll(TABLE))
        .hasMessageContaining("\"a\" of core_it.sales was left out");
    setup.newBaseline(TABLE);
    copyAll(TABLE);
    assertThat(iceberg("id, a")).contains("1|changed");
  }

  @Test
  void anotherHostThatLeavesOutAColumnStopsARunningHost() throws SQLException {
    setUpAndCopy(TABLE);
    PgLakeSource.of(TestSchema.copier()).copy(TABLE.columns("id", "amount"));
    TestSchema.execute("UPDATE core_it.sales SET a = 'changed' WHERE id = 1");

    assertThatThrownBy(() -> copyAll(TABLE))
        .hasMessageContaining("\"a\" of core_it.sales was left out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boolean DEFAULT true",
        "boolean NOT NULL DEFAULT false",
        "char(3) DEFAULT 'x'",
        "date DEFAULT '2026-01-01'",
        "numeric(9,2) DEFAULT 1",
        "text DEFAULT 'it''s'",
        "int[] DEFAULT '{1,2}'"
      })
  void rowsGetAConstantDefault(String definition) throws SQLException {
    setUpAndCopy(TABLE);
    alter("ADD COLUMN added " + definition);
    copyAll(TABLE);

    assertThat(iceberg("id, added"))
        .isEqualTo(TestSchema.rows("SELECT id, added FROM core_it.sales ORDER BY 1"));
  }

  @Test
  void schemaChangeWithoutRowsIsRefreshed() throws SQLException {
    setup.apply(List.of(TABLE));
    List<MetadataLocation> refreshed = new ArrayList<>();
    LakehouseSync sync =
        sync(
            (table, location) -> {
              refreshed.add(location);
              return RefreshResult.refreshed(location);
            },
            TABLE);
    sync.runOnce();
    sync.runOnce();
    assertThat(refreshed).hasSize(1);
    alter("ADD COLUMN note text");

    assertThat(sync.runOnce().rows()).isZero();
    assertThat(columns()).contains("note|text");
    assertThat(refreshed).hasSize(2).doesNotHaveDuplicates();
  }

  private LakehouseSync sync(CatalogRefresher refresher, SyncTable... tables) {
    LakehouseSyncBuilder sync =
        LakehouseSync.builder()
            .source(source)
            .locator(IcebergTablesLocator.of(TestSchema.postgres()))
            .refresher(refresher);
    List.of(tables).forEach(sync::table);
    return sync.build();
  }

  private void setUpAndCopy(SyncTable table) {
    setup.apply(List.of(table));
    copyAll(table);
  }

  private void copyAll(SyncTable table) {
    while (source.copy(table).remaining() == CopyResult.Remaining.READY) {
      // Copies the next batch.
    }
  }

  private static void alter(String action) throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.sales " + action);
  }

  private static List<String> iceberg(String columns) throws SQLException {
    return TestSchema.rows("SELECT %s FROM core_it.iceberg_sales ORDER BY 1".formatted(columns));
  }

  private static List<String> columns() throws SQLException {
    return TestSchema.rows(
        """
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = 'core_it.iceberg_sales'::regclass AND attnum > 0 AND NOT attisdropped
        ORDER BY attnum
        """);
  }
}
