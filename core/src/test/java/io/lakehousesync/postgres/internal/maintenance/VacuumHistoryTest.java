package io.lakehousesync.postgres.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VacuumHistoryTest {
  private static final TableName TABLE = TableName.parse("iceberg_sales");

  private final VacuumHistory vacuums = new VacuumHistory();

  @Test
  void unchangedLayoutNeedsNoOtherVacuum() {
    assertThat(vacuums.isNoWorse(TABLE, layout(6, 7, 0))).isFalse();

    vacuums.done(TABLE, layout(1, 3, 0));

    assertThat(vacuums.isNoWorse(TABLE, layout(1, 3, 60))).isTrue();
    assertThat(vacuums.isNoWorse(TABLE, layout(2, 4, 120))).isFalse();
  }

  @Test
  void effectThatIsVisibleLaterBelongsToTheVacuum() {
    vacuums.done(TABLE, layout(6, 7, 0));

    assertThat(vacuums.isNoWorse(TABLE, layout(1, 7, 60))).isTrue();
    assertThat(vacuums.isNoWorse(TABLE, layout(2, 7, 120))).isFalse();
  }

  @Test
  void snapshotsMayExpireWithNoNewCommit() {
    vacuums.done(TABLE, layout(1, 3, 0));

    assertThat(vacuums.isNoWorse(TABLE, layout(1, 3, 1799))).isTrue();
    assertThat(vacuums.isNoWorse(TABLE, layout(1, 3, 1800))).isFalse();
  }

  @Test
  void reportHasTheLayoutBeforeAndAfter() {
    MaintenanceReport report =
        MaintenanceReport.builder(
                SyncTable.of("sales", "iceberg_sales"), new VacuumResult.Done(Duration.ofMillis(5)))
            .layout(layout(6, 7, 0))
            .after(layout(1, 3, 1))
            .build();

    assertThat(report.newest()).hasValue(layout(1, 3, 1));
    assertThat(report)
        .hasToString(
            "vacuumed public.iceberg_sales took_ms=5"
                + " before=\"files=6 small=6 deletes=0 manifests=6 snapshots=7 metadata_bytes=3780\""
                + " after=\"files=1 small=1 deletes=0 manifests=1 snapshots=3 metadata_bytes=1620\"");
  }

  private static IcebergLayout layout(int files, int snapshots, int seconds) {
    return new IcebergLayout(
        new MetadataLocation("s3://lake/sales/metadata/00001-x.metadata.json"),
        files,
        files,
        0,
        10,
        files,
        snapshots,
        540L * snapshots,
        Instant.EPOCH.plusSeconds(seconds));
  }
}
