package io.lakehousesync.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MaintenanceMetricsTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MaintenanceMetrics metrics = MaintenanceMetrics.of(registry);

  @Test
  void showsTheLastCheckOfEachTable() {
    metrics.accept(report(120, new VacuumResult.Done(Duration.ofSeconds(1))));
    assertThat(gauge("files.small")).isEqualTo(120);

    metrics.accept(report(2, new VacuumResult.NotNeeded()));

    assertThat(gauge("files.small")).isEqualTo(2);
    assertThat(gauge("files")).isEqualTo(3);
    assertThat(gauge("manifests")).isEqualTo(4);
    assertThat(gauge("metadata.size")).isEqualTo(4096);
  }

  @Test
  void countsTablesBeyondALimitByResult() {
    metrics.accept(report(120, new VacuumResult.Done(Duration.ofSeconds(1))));
    metrics.accept(report(120, new VacuumResult.Postponed("pid 7")));
    metrics.accept(report(1, new VacuumResult.NotNeeded()));

    assertThat(registry.get("lakehouse.sync.vacuum").counters())
        .extracting(counter -> counter.getId().getTag("result") + " " + counter.count())
        .containsExactlyInAnyOrder("Done 1.0", "Postponed 1.0");
  }

  @Test
  void aTableThatCannotBeCheckedKeepsItsValues() {
    metrics.accept(report(120, new VacuumResult.NotAsked()));
    metrics.accept(MaintenanceReport.builder(STORES, new VacuumResult.NotAsked()).build());

    assertThat(gauge("files.small")).isEqualTo(120);
  }

  private double gauge(String name) {
    return registry.get("lakehouse.sync." + name).tag("table", "public.stores").gauge().value();
  }

  private static MaintenanceReport report(long smallFiles, VacuumResult result) {
    return MaintenanceReport.builder(STORES, result)
        .layout(
            new IcebergLayout(
                new MetadataLocation("s3://lake/stores/metadata/00001-x.metadata.json"),
                smallFiles + 1,
                smallFiles,
                0,
                10,
                4,
                5,
                4096,
                Instant.EPOCH))
        .build();
  }
}
