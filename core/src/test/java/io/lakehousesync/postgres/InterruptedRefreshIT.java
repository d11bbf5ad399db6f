package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** If the backend ends after the commit of the rows, the next run refreshes the catalog. */
class InterruptedRefreshIT {
  private static final String BOTH_SIDES = "SELECT id, amount FROM core_it.%s ORDER BY id, amount";

  private final RecordingCatalog catalog = new RecordingCatalog();

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2))");
  }

  @ParameterizedTest
  @MethodSource("io.lakehousesync.postgres.InterruptedCopyIT#everyKindAtEachMoment")
  void theNextRunRefreshesOnceAndCopiesNothingTwice(ChangeTracking tracking, Moment moment)
      throws SQLException {
    SyncTable table = table(tracking);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, 0 FROM generate_series(1, 5) i");
    // The first statement of the locator. In the second run the backend is not ended.
    DataSource interrupting =
        new InterruptingDataSource(TestSchema.postgres(), 1, moment).dataSource();
    LakehouseSync sync =
        LakehouseSync.builder()
            .source(PgLakeSource.of(TestSchema.copier()))
            .locator(IcebergTablesLocator.of(interrupting))
            .refresher(catalog)
            .table(table)
            .build();

    TableReport interrupted = sync.runOnce().tables().get(0);

    assertThat(interrupted.rows()).isEqualTo(5);
    assertThat(interrupted.location()).isEmpty();
    assertThat(interrupted.freshnessLag()).isEmpty();
    assertThat(interrupted.failure())
        .get(InstanceOfAssertFactories.type(NotAppliedException.class))
        .satisfies(
            failure -> {
              assertThat(failure.retry()).isEqualTo(Retry.OUTAGE);
              assertThat(failure)
                  .hasMessageContaining("Copied rows are committed")
                  .hasMessageNotContaining("Nothing was committed");
            });
    assertThat(catalog.refreshed).isEmpty();

    TableReport next = sync.runOnce().tables().get(0);

    assertThat(next.succeeded()).as(next.toString()).isTrue();
    assertThat(next.rows()).isZero();
    assertThat(next.freshnessLag()).isPresent();
    assertThat(catalog.refreshed).hasSize(1).containsExactly(lastSnapshot(table));
    assertThat(TestSchema.rows(BOTH_SIDES.formatted("iceberg_sales")))
        .hasSize(5)
        .isEqualTo(TestSchema.rows(BOTH_SIDES.formatted("sales")));

    sync.runOnce();

    assertThat(catalog.refreshed).as("after a run without changes").hasSize(1);
  }

  private static SyncTable table(ChangeTracking tracking) {
    return SyncTable.of("core_it.sales", "core_it.iceberg_sales")
        .tracking(tracking)
        .mode(tracking.kind() == ChangeTracking.Kind.ORDERED ? WriteMode.APPEND : WriteMode.UPSERT);
  }

  private static MetadataLocation lastSnapshot(SyncTable table) {
    return Objects.requireNonNull(
            IcebergTablesLocator.of(TestSchema.postgres())
                .locate(List.of(table.target()))
                .get(table.target()))
        .location()
        .orElseThrow();
  }

  /** A catalog that serves the location of the last refresh. */
  private static final class RecordingCatalog implements CatalogRefresher {
    private final List<MetadataLocation> refreshed = new ArrayList<>();

    @Override
    public RefreshResult refresh(SyncTable table, MetadataLocation location) {
      refreshed.add(location);
      return RefreshResult.refreshed(location);
    }
  }
}
