package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableReport;
import io.lakehousesync.Unfinished;
import io.lakehousesync.postgres.GatedDataSource.Gate;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host closes its sync during a copy, and starts again. */
class CloseDuringCopyIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2))");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, i FROM generate_series(1, 25) AS i");
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void closeReturnsInTimeAndARestartGoesOn(Gate gate) throws SQLException {
    GatedDataSource gated = new GatedDataSource(TestSchema.postgres(), gate);
    LakehouseSync closed =
        LakehouseSync.builder()
            // The gate is set after the checks of the set-up, because these end with COMMIT too.
            .source(new Later(gated))
            .locator(IcebergTablesLocator.of(TestSchema.postgres()))
            .table(TABLE)
            .build();
    CompletableFuture<TableReport> run = closed.trigger("core_it.sales");
    await().until(gated::isReached);

    long began = System.nanoTime();
    assertThat(closed.close(Duration.ofMillis(300)))
        .containsExactly(new Unfinished(TABLE, "copying"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

    gated.open();
    run.join();
    try (LakehouseSync restarted =
        LakehouseSync.builder()
            .source(PgLakeSource.of(TestSchema.copier()))
            .locator(IcebergTablesLocator.of(TestSchema.postgres()))
            .table(TABLE)
            .build()) {
      restarted.runOnce().orThrow();
    }
    assertThat(TestSchema.rows("SELECT id FROM core_it.iceberg_sales ORDER BY 1"))
        .isEqualTo(TestSchema.rows("SELECT id FROM core_it.sales ORDER BY 1"));
  }

  /** A source that passes the gate when it copies, but not when it checks. */
  private record Later(PgLakeSource open, PgLakeSource gated) implements SyncSource {
    Later(GatedDataSource gate) {
      this(
          PgLakeSource.of(TestSchema.copier()),
          PgLakeSource.builder(gate.dataSource()).batchRows(10).build());
    }

    @Override
    public CopyResult copy(SyncTable table) {
      return gated.copy(table);
    }

    @Override
    public void validate(SyncTable table) {
      open.validate(table);
    }

    @Override
    public String guarantee(SyncTable table) {
      return open.guarantee(table);
    }
  }
}
