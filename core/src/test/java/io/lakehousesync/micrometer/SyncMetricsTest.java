package io.lakehousesync.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata.Committed;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  void measuresFreshnessAndHealthOfEachTable() {
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
  void measuresWhatIsServedAndVerified() {
    try (LakehouseSync sync = sync()) {
      List.of("served.version", "verified.age", "differences", "pending")
          .forEach(name -> assertThat(value(name)).as(name).isNaN());
      sync.runOnce().orThrow();
      Instant now = Instant.now();
      sync.verified(
          TableVerification.builder(STORES, now)
              .verifiedThrough(now.minusSeconds(60))
              .differences(2)
              .pendingRows(3L)
              .build());

      assertThat(value("served.version")).isEqualTo(1);
      assertThat(value("verified.age")).isBetween(60.0, 90.0);
      assertThat(value("differences")).isEqualTo(2);
      assertThat(value("pending")).isEqualTo(3);
      assertThat(value("health")).isEqualTo(3);
    }
  }

  private double value(String gauge) {
    return registry.get("lakehouse.sync." + gauge).gauge().value();
  }

  @Test
  void measuresTablesThatAreAddedLater() {
    try (LakehouseSync sync = sync()) {
      sync.add(SyncTable.of("sales", "iceberg_sales"));

      assertThat(registry.get("lakehouse.sync.health").tag("table", "public.sales").gauge().value())
          .isEqualTo(1);
      assertThat(
              registry
                  .get("lakehouse.sync.freshness.lag")
                  .tag("table", "public.sales")
                  .timeGauge()
                  .value())
          .isNaN();
    }
  }

  /**
   * Ten times the tables may cost ten times as much, and some more for larger collections, but not
   * a hundred times.
   */
  @Test
  void readingAllGaugesCostsNoMoreForATableIfThereAreManyTables() {
    double warmUp = medianNanosToReadAllGauges(1_000);
    double few = medianNanosToReadAllGauges(200);
    double many = medianNanosToReadAllGauges(2_000);

    assertThat(warmUp).isPositive();
    assertThat(many / few).isLessThan(60);
  }

  private static double medianNanosToReadAllGauges(int tables) {
    MeterRegistry registry = new SimpleMeterRegistry();
    LakehouseSyncBuilder builder =
        LakehouseSync.builder().source(new Source(() -> null)).locator(names -> Map.of());
    IntStream.range(0, tables)
        .mapToObj(i -> SyncTable.of("t" + i, "iceberg_t" + i))
        .forEach(builder::table);
    try (LakehouseSync sync = builder.build()) {
      SyncMetrics.of(registry).bindTo(sync);
      List<Long> samples =
          IntStream.range(0, 9)
              .mapToObj(
                  sample -> {
                    long began = System.nanoTime();
                    registry
                        .getMeters()
                        .forEach(meter -> meter.measure().forEach(m -> m.getValue()));
                    return System.nanoTime() - began;
                  })
              .sorted()
              .toList();
      return samples.get(4);
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
    MetadataLocator locator =
        tables ->
            tables.stream()
                .collect(Collectors.toMap(table -> table, table -> new Committed(LOCATION)));
    CatalogRefresher refresher = (table, location) -> RefreshResult.refreshed(location);
    LakehouseSync sync =
        LakehouseSync.builder()
            .source(new Source(() -> failure))
            .locator(locator)
            .refresher(refresher)
            .table(STORES)
            .listener(metrics)
            .listener(SyncObservations.of(observations))
            .build();
    metrics.bindTo(sync);
    return sync;
  }

  private record Source(Supplier<@Nullable RuntimeException> failure) implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      RuntimeException thrown = failure.get();
      if (thrown != null) {
        throw thrown;
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
