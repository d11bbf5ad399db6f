package io.lakehousesync.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.CopyResult;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncMetricsTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final MetadataLocation LOCATION =
      new MetadataLocation("s3://lake/stores/metadata/00001-x.metadata.json");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ObservationRegistry observations = ObservationRegistry.create();
  private @Nullable RuntimeException failure;

  @Test
  void countsRowsAndTimesSteps() {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      sync.runOnce().orThrow();
    }

    assertThat(registry.get("lakehouse.sync.rows").tag("table", "public.stores").counter().count())
        .isEqualTo(10);
    assertThat(registry.get("lakehouse.sync.bytes").counter().count()).isEqualTo(400);
    assertThat(registry.get("lakehouse.sync.copy").timer().count()).isEqualTo(2);
    assertThat(registry.get("lakehouse.sync.refresh").timer().count()).isEqualTo(1);
  }

  @Test
  void knowsFreshnessAndHealthOfEachTable() {
    try (LakehouseSync sync = sync()) {
      assertThat(registry.get("lakehouse.sync.freshness.lag").timeGauge().value()).isNaN();
      assertThat(registry.get("lakehouse.sync.health").gauge().value()).isEqualTo(1);
      sync.runOnce().orThrow();
      assertThat(registry.get("lakehouse.sync.freshness.lag").timeGauge().value())
          .isBetween(0.0, 10.0);
      assertThat(registry.get("lakehouse.sync.health").gauge().value()).isZero();
    }
  }

  @Test
  void countsFailuresByTheirKindAndOpenCircuits() {
    failure = new NotAppliedException(Retry.POINTLESS, "no such column", null);
    try (LakehouseSync sync = sync()) {
      sync.runOnce();
    }

    assertThat(
            registry
                .get("lakehouse.sync.failures")
                .tag("failure", "NotAppliedException")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("lakehouse.sync.circuit.open").counter().count()).isEqualTo(1);
  }

  @Test
  void observesRunsWithTheirOutcome() {
    observations
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(registry));
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      failure = new NotAppliedException(Retry.SENSIBLE, "locked", null);
      sync.runOnce();
    }

    assertThat(
            registry
                .get("lakehouse.sync.run")
                .tag("table", "public.stores")
                .tag("outcome", "success")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("lakehouse.sync.run")
                .tag("outcome", "NotAppliedException")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("lakehouse.sync.run.copied").counter().count()).isEqualTo(1);
  }

  private LakehouseSync sync() {
    SyncMetrics metrics = SyncMetrics.of(registry);
    MetadataLocator locator = tables -> Map.of(STORES.target(), LOCATION);
    CatalogRefresher refresher =
        (table, location) -> new RefreshResult.Refreshed(location, Optional.empty());
    LakehouseSync sync =
        LakehouseSync.builder()
            .source(new Source())
            .locator(locator)
            .refresher(refresher)
            .table(STORES)
            .listener(metrics)
            .listener(SyncObservations.of(observations))
            .build();
    metrics.bindTo(sync);
    return sync;
  }

  private final class Source implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      if (failure != null) {
        throw failure;
      }
      return CopyResult.complete(5, Instant.now()).withBytes(200);
    }

    @Override
    public void validate(SyncTable table) {}

    @Override
    public String guarantee(SyncTable table) {
      return "as fake as it gets";
    }
  }
}
