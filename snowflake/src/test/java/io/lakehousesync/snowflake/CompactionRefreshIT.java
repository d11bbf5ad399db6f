package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableReport;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.MaintenanceLimits;
import io.lakehousesync.postgres.PgLakeMaintenance;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cycle after a VACUUM serves its commit, although no row was copied. */
class CompactionRefreshIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final SyncTable TABLE =
      SyncTable.of("compaction_it.sales", "compaction_it.iceberg_sales").mode(WriteMode.UPSERT);
  private static final int BATCHES = 6;

  private final EmbeddedSnowflake snowflake =
      EmbeddedSnowflake.builder(LAKEHOUSE.s3())
          .externalVolume("LAKE_VOLUME", LAKEHOUSE.storageBaseUrl())
          .catalogIntegration("PG_LAKE_CATALOG")
          .database("RETAIL", "LAKE")
          .start();
  private final DataSource catalog =
      SnowflakeConnections.forUrl(snowflake.jdbcUrl()).password("SYNC", "sync").build();

  @BeforeEach
  void createTable() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS compaction_it CASCADE");
    postgres("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    postgres("CREATE SCHEMA compaction_it");
    postgres("CREATE TABLE compaction_it.sales (id int PRIMARY KEY, amount int)");
    PgLakeSetup.of(LAKEHOUSE.postgres()).apply(List.of(TABLE));
  }

  @AfterEach
  void close() throws SQLException {
    postgres("DROP SCHEMA compaction_it CASCADE");
    postgres("DROP SCHEMA lakehouse_sync CASCADE");
    snowflake.close();
  }

  @Test
  void aCompactionIsServedAndNoRowIsCopied() throws SQLException {
    try (LakehouseSync sync = sync()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        postgres(
            "INSERT INTO compaction_it.sales SELECT %d * 10 + g, 1 FROM generate_series(1, 10) g"
                .formatted(batch));
        sync.runOnce().orThrow();
      }
      postgres("UPDATE compaction_it.sales SET amount = 5 WHERE id = 11");
      MetadataLocation copied = run(sync).location().orElseThrow();
      assertThat(run(sync).refresh())
          .as("without a compaction")
          .containsInstanceOf(RefreshResult.Unchanged.class);

      assertThat(vacuum()).isInstanceOf(VacuumResult.Done.class);
      await().untilAsserted(() -> assertThat(committed()).isNotEqualTo(copied));
      TableReport report = run(sync);

      assertThat(report.rows()).isZero();
      assertThat(report.refresh()).containsInstanceOf(RefreshResult.Refreshed.class);
      assertThat(report.location().orElseThrow().includes(copied)).isTrue();
      assertThat(report.freshnessLag()).isPresent();
      await()
          .untilAsserted(
              () ->
                  assertThat(run(sync).refresh().flatMap(RefreshResult::served))
                      .contains(committed()));
      assertThat(sumInSnowflake()).isEqualTo(BATCHES * 10 + 4);
    }
  }

  private LakehouseSync sync() {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(LAKEHOUSE.postgres()))
        .locator(IcebergTablesLocator.of(LAKEHOUSE.postgres()))
        .refresher(
            SnowflakeRefresher.builder(catalog)
                .schema("RETAIL.LAKE")
                .storageBaseUrl(LAKEHOUSE.storageBaseUrl())
                .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
                .build())
        .table(TABLE)
        .build();
  }

  private static TableReport run(LakehouseSync sync) {
    return sync.runOnce().orThrow().tables().get(0);
  }

  private static VacuumResult vacuum() {
    return PgLakeMaintenance.builder(LAKEHOUSE.postgres())
        .limits(MaintenanceLimits.ofDefaults().smallFiles(5))
        .build()
        .vacuum(List.of(TABLE))
        .get(0)
        .vacuum();
  }

  private static MetadataLocation committed() {
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres())
            .locations(List.of(TABLE.target()))
            .get(TABLE.target()));
  }

  private long sumInSnowflake() throws SQLException {
    try (Connection connection = catalog.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT SUM(amount) FROM RETAIL.LAKE.ICEBERG_SALES")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void postgres(String sql) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
