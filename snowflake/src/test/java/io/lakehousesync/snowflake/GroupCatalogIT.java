package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.CutReport;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A reader of the catalog that sees the record of a cut finds each table at the cut or later, and
 * can read all tables at exactly this cut.
 */
class GroupCatalogIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final SyncTable ORDERS = SyncTable.of("group_it.orders", "group_it.lake_orders");
  private static final SyncTable LINES = SyncTable.of("group_it.lines", "group_it.lake_lines");
  private static final SyncGroup SALES =
      SyncGroup.of("sales", ORDERS, LINES).recordCutsIn("group_it.lakehouse_cuts");
  private static final SyncTable CUTS = SALES.cuts().orElseThrow();

  private final EmbeddedSnowflake snowflake =
      EmbeddedSnowflake.builder(LAKEHOUSE.s3())
          .externalVolume("LAKE_VOLUME", LAKEHOUSE.storageBaseUrl())
          .catalogIntegration("PG_LAKE_CATALOG")
          .database("RETAIL", "LAKE")
          .database("AT_CUT", "LAKE")
          .start();
  private final DataSource catalog =
      SnowflakeConnections.forUrl(snowflake.jdbcUrl()).password("SYNC", "sync").build();
  private final CatalogRefresher retail = refresher("RETAIL.LAKE");

  @BeforeEach
  void createTables() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS group_it CASCADE");
    postgres("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    postgres(
        """
        CREATE SCHEMA group_it;
        CREATE TABLE group_it.orders (id int PRIMARY KEY, total bigint NOT NULL);
        CREATE TABLE group_it.lines (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id int NOT NULL, amount bigint NOT NULL);
        INSERT INTO group_it.orders VALUES (1, 7);
        INSERT INTO group_it.lines (order_id, amount) VALUES (1, 3), (1, 4)
        """);
    PgLakeSetup setup = PgLakeSetup.of(LAKEHOUSE.postgres());
    setup.apply(SALES.tables());
    setup.applyGroups(List.of(SALES));
  }

  @AfterEach
  void close() throws SQLException {
    postgres("DROP SCHEMA group_it CASCADE");
    postgres("DROP SCHEMA lakehouse_sync CASCADE");
    snowflake.close();
  }

  @Test
  void theRecordOfACutIsServedLast() throws SQLException {
    Watched watched = new Watched(retail);
    try (LakehouseSync sync = sync(watched)) {
      CutReport first = only(sync.runOnce().orThrow());
      change();
      CutReport second = only(sync.runOnce().orThrow());

      assertThat(watched.refreshed.subList(3, 6)).containsExactlyInAnyOrder(ORDERS, LINES, CUTS);
      assertThat(watched.refreshed.get(5)).isEqualTo(CUTS);
      assertThat(first.published()).isTrue();
      assertThat(second.served()).isTrue();
      assertThat(second.published()).isTrue();
      assertThat(newestCut()).isEqualTo(second.id());
      assertThat(snapshots(first.id())).isEqualTo(first.snapshots());
      assertThat(snapshots(second.id())).isEqualTo(second.snapshots());
    }
  }

  @Test
  void theRecordIsNotServedWhileATableIsOlderThanTheCut() throws SQLException {
    Watched watched = new Watched(retail);
    try (LakehouseSync sync = sync(watched)) {
      CutReport first = only(sync.runOnce().orThrow());
      change();
      watched.refused.set(LINES);
      CutReport second = only(sync.runOnce());

      assertThat(second.served()).isFalse();
      assertThat(second.published()).isFalse();
      assertThat(newestCut()).isEqualTo(first.id());
      assertTablesAreAtOrAfter(first.id());

      // Nothing has changed since, so that the next cycle makes no cut.
      watched.refused.set(null);
      CutReport again = only(sync.runOnce().orThrow());

      assertThat(again.id()).isEqualTo(second.id());
      assertThat(again.published()).isTrue();
      assertThat(newestCut()).isEqualTo(second.id());
      assertTablesAreAtOrAfter(second.id());
    }
  }

  @Test
  void aRecordThatCouldNotBeServedIsServedByTheNextCycle() throws SQLException {
    Watched watched = new Watched(retail);
    try (LakehouseSync sync = sync(watched)) {
      CutReport first = only(sync.runOnce().orThrow());
      change();
      watched.refused.set(CUTS);
      CutReport second = only(sync.runOnce().orThrow());
      assertThat(second.served()).isTrue();
      assertThat(second.published()).isFalse();
      assertThat(newestCut()).isEqualTo(first.id());

      watched.refused.set(null);

      assertThat(only(sync.runOnce().orThrow()).published()).isTrue();
      assertThat(newestCut()).isEqualTo(second.id());
      assertThat(sync.runOnce().orThrow().cuts()).isEmpty();
    }
  }

  /** Another host commits a cut, and has not refreshed the tables yet. */
  @Test
  void theRecordOfAnotherHostIsNotServedBeforeItsTables() throws SQLException {
    PgLakeSource other = PgLakeSource.of(LAKEHOUSE.postgres());
    Watched watched = new Watched(retail);
    try (LakehouseSync sync = sync(watched)) {
      sync.runOnce().orThrow();
      change();
      List<Long> ofOther = new CopyOnWriteArrayList<>();
      watched.afterTables =
          () -> {
            change();
            CutResult cut = other.cut(SALES);
            for (int i = 0; i < 10 && cut.cut().isEmpty(); i++) {
              cut = other.cut(SALES);
            }
            ofOther.add(cut.cut().orElseThrow().id());
          };

      CutReport report = only(sync.runOnce().orThrow());

      assertThat(ofOther).hasSize(1);
      assertThat(report.published()).isTrue();
      assertThat(newestCut()).isEqualTo(report.id()).isLessThan(ofOther.get(0));
      assertTablesAreAtOrAfter(newestCut());
    }
  }

  @Test
  void aReaderUnderTrafficFindsTheTablesAtTheCutOrLaterAndReadsThemAtTheCut() throws Exception {
    CatalogRefresher atCut = refresher("AT_CUT.LAKE");
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    AtomicBoolean stopped = new AtomicBoolean();
    try (LakehouseSync sync = sync(retail)) {
      sync.runOnce().orThrow();
      Thread writer =
          new Thread(
              () -> {
                try {
                  while (!stopped.get()) {
                    change();
                  }
                } catch (SQLException e) {
                  failure.set(e);
                }
              });
      writer.start();
      sync.start(Duration.ofMillis(100));
      List<Long> seen = new ArrayList<>();
      try {
        long end = System.nanoTime() + 60_000_000_000L;
        while (seen.stream().distinct().count() < 10 && System.nanoTime() < end) {
          long cut = newestCut();
          seen.add(cut);
          Map<TableName, MetadataLocation> snapshots = assertTablesAreAtOrAfter(cut);
          for (SyncTable table : SALES.tables()) {
            atCut.refresh(table, file(snapshots, table));
          }
          assertThat(sums("AT_CUT.LAKE")).isEqualTo(totals("AT_CUT.LAKE")).isNotEmpty();
        }
      } finally {
        stopped.set(true);
        writer.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(seen.stream().distinct().count()).isGreaterThanOrEqualTo(10);
      assertThat(seen).isSorted();
    }
  }

  /** Each table of the catalog serves the snapshot of the cut or a later one. */
  private Map<TableName, MetadataLocation> assertTablesAreAtOrAfter(long cut) throws SQLException {
    Map<TableName, MetadataLocation> snapshots = snapshots(cut);
    assertThat(snapshots).containsOnlyKeys(ORDERS.target(), LINES.target());
    for (SyncTable table : SALES.tables()) {
      MetadataLocation served = retail.served(table).orElseThrow();
      assertThat(served.includes(file(snapshots, table)))
          .as("%s serves %s, and the cut has %s", table, served, snapshots)
          .isTrue();
    }
    return snapshots;
  }

  private static MetadataLocation file(
      Map<TableName, MetadataLocation> snapshots, SyncTable table) {
    return Objects.requireNonNull(snapshots.get(table.target()));
  }

  private long newestCut() throws SQLException {
    return Long.parseLong(rows("SELECT MAX(cut_id) FROM RETAIL.LAKE.LAKEHOUSE_CUTS").get(0).get(0));
  }

  private Map<TableName, MetadataLocation> snapshots(long cut) throws SQLException {
    Map<TableName, MetadataLocation> snapshots = new HashMap<>();
    for (List<String> row :
        rows(
            "SELECT table_name, metadata_location FROM RETAIL.LAKE.LAKEHOUSE_CUTS"
                + " WHERE table_name IS NOT NULL AND cut_id = "
                + cut)) {
      snapshots.put(TableName.parse(row.get(0)), new MetadataLocation(row.get(1)));
    }
    return snapshots;
  }

  private Map<String, Long> totals(String schema) throws SQLException {
    Map<String, Long> totals = new HashMap<>();
    for (List<String> row : rows("SELECT id, total FROM %s.LAKE_ORDERS".formatted(schema))) {
      totals.put(row.get(0), Long.parseLong(row.get(1)));
    }
    return totals;
  }

  private Map<String, Long> sums(String schema) throws SQLException {
    Map<String, Long> sums = new HashMap<>();
    for (List<String> row : rows("SELECT order_id, amount FROM %s.LAKE_LINES".formatted(schema))) {
      sums.merge(row.get(0), Long.parseLong(row.get(1)), Long::sum);
    }
    return sums;
  }

  private List<List<String>> rows(String sql) throws SQLException {
    try (Connection connection = catalog.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** One transaction that adds an order with lines, and changes a line of another order. */
  private static void change() throws SQLException {
    int amount = ThreadLocalRandom.current().nextInt(1, 100);
    postgres(
        """
        BEGIN;
        INSERT INTO group_it.orders SELECT max(id) + 1, 2 * %1$d FROM group_it.orders;
        INSERT INTO group_it.lines (order_id, amount)
        SELECT max(id), %1$d FROM group_it.orders, generate_series(1, 2) GROUP BY generate_series;
        UPDATE group_it.lines SET amount = amount + %1$d WHERE id = 1;
        UPDATE group_it.orders SET total = total + %1$d WHERE id = 1;
        COMMIT
        """
            .formatted(amount));
  }

  private static CutReport only(SyncReport report) {
    assertThat(report.cuts()).hasSize(1);
    return report.cuts().get(0);
  }

  private static LakehouseSync sync(CatalogRefresher refresher) {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(LAKEHOUSE.postgres()))
        .locator(IcebergTablesLocator.of(LAKEHOUSE.postgres()))
        .refresher(refresher)
        .group(SALES)
        .build();
  }

  private CatalogRefresher refresher(String schema) {
    return SnowflakeRefresher.builder(catalog)
        .schema(schema)
        .storageBaseUrl(LAKEHOUSE.storageBaseUrl())
        .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
        .build();
  }

  private static void postgres(String sql) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Remembers the order of refreshes, and refuses those of one table. */
  private static final class Watched implements CatalogRefresher {
    private final CatalogRefresher refresher;
    private final List<SyncTable> refreshed = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable SyncTable> refused = new AtomicReference<>();
    private volatile @Nullable Change afterTables;
    private int tables;

    /** What to do when both tables were refreshed. */
    private interface Change {
      void run() throws SQLException;
    }

    Watched(CatalogRefresher refresher) {
      this.refresher = refresher;
    }

    @Override
    public RefreshResult refresh(SyncTable table, MetadataLocation location) {
      if (table.equals(refused.get())) {
        throw new NotAppliedException(
            NotAppliedException.Retry.SENSIBLE, "The test refuses " + table, null);
      }
      RefreshResult result = refresher.refresh(table, location);
      refreshed.add(table);
      changeAfterTables(table);
      return result;
    }

    private synchronized void changeAfterTables(SyncTable table) {
      Change change = afterTables;
      if (change != null && !table.equals(CUTS) && ++tables == 2) {
        try {
          change.run();
        } catch (SQLException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public Optional<MetadataLocation> served(SyncTable table) {
      return refresher.served(table);
    }
  }
}
