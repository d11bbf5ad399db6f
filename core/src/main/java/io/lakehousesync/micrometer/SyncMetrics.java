package io.lakehousesync.micrometer;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Counts and times the work of a sync. This is a listener: pass it to the builder of the sync. To
 * get the gauges, also call {@link #bindTo} with the built sync.
 *
 * <pre>{@code
 * SyncMetrics metrics = SyncMetrics.of(registry);
 * LakehouseSync sync = LakehouseSync.builder()… .listener(metrics).build();
 * metrics.bindTo(sync);
 * }</pre>
 *
 * <p>Each meter has the tags {@code table}, the heap table's name, and {@code target}, the Iceberg
 * table's name.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>meaning</th></tr>
 *   <tr><td>{@code lakehouse.sync.rows}</td><td>rows copied</td></tr>
 *   <tr><td>{@code lakehouse.sync.bytes}</td><td>approximate number of bytes copied, if the source
 *       measures it</td></tr>
 *   <tr><td>{@code lakehouse.sync.copy}</td><td>time of each batch, COMMIT included</td></tr>
 *   <tr><td>{@code lakehouse.sync.refresh}</td><td>time of each refresh, read-back included</td></tr>
 *   <tr><td>{@code lakehouse.sync.failures}</td><td>runs that failed, with the tag {@code failure},
 *       the exception's simple name</td></tr>
 *   <tr><td>{@code lakehouse.sync.circuit.open}</td><td>how often the circuit of the table
 *       opened</td></tr>
 *   <tr><td>{@code lakehouse.sync.freshness.lag}</td><td>the freshness lag of the catalog now; NaN
 *       while it is unknown</td></tr>
 *   <tr><td>{@code lakehouse.sync.health}</td><td>0 fresh, 1 stale, 2 blocked, 3
 *       incomplete, 4 failing, 5 diverged</td></tr>
 *   <tr><td>{@code lakehouse.sync.served.version}</td><td>the version of the metadata file that the
 *       catalog has confirmed last; NaN while it is unknown</td></tr>
 *   <tr><td>{@code lakehouse.sync.verified.age}</td><td>the age of the time up to which everything
 *       that was copied was compared; NaN until the table was verified</td></tr>
 *   <tr><td>{@code lakehouse.sync.differences}</td><td>rows that are known to differ; NaN until the
 *       table was verified</td></tr>
 *   <tr><td>{@code lakehouse.sync.pending}</td><td>rows that waited for the next copy when the table
 *       was verified last; NaN until then</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class SyncMetrics implements SyncListener {
  private static final String PREFIX = "lakehouse.sync.";

  private final MeterRegistry registry;
  private volatile WeakReference<LakehouseSync> bound = new WeakReference<>(null);

  private SyncMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /** Returns metrics that are registered in this registry. */
  public static SyncMetrics of(MeterRegistry registry) {
    return new SyncMetrics(registry);
  }

  /**
   * Adds the gauges of each table, and of the tables that are added to the sync later. This object
   * and the registry hold only weak references to the sync.
   */
  public SyncMetrics bindTo(LakehouseSync sync) {
    bound = new WeakReference<>(sync);
    sync.tables().forEach(table -> gauges(sync, table));
    return this;
  }

  private void gauges(LakehouseSync sync, SyncTable table) {
    TimeGauge.builder(PREFIX + "freshness.lag", sync, TimeUnit.SECONDS, s -> lag(s.health(table)))
        .description("Freshness lag of the catalog")
        .tags(tags(table))
        .register(registry);
    Gauge.builder(PREFIX + "health", sync, s -> value(s.health(table).status()))
        .description("0 fresh, 1 stale, 2 blocked, 3 incomplete, 4 failing, 5 diverged")
        .tags(tags(table))
        .register(registry);
    gauge(
        sync, table, "served.version", "Version of the served metadata file", SyncMetrics::version);
    TimeGauge.builder(
            PREFIX + "verified.age", sync, TimeUnit.SECONDS, s -> verifiedAge(s.health(table)))
        .description("Age of the time up to which everything that was copied was compared")
        .tags(tags(table))
        .register(registry);
    gauge(sync, table, "differences", "Rows that are known to differ", SyncMetrics::differences);
    gauge(
        sync, table, "pending", "Rows that waited at the last verification", SyncMetrics::pending);
  }

  private void gauge(
      LakehouseSync sync,
      SyncTable table,
      String name,
      String description,
      ToDoubleFunction<TableHealth> value) {
    Gauge.builder(PREFIX + name, sync, s -> value.applyAsDouble(s.health(table)))
        .description(description)
        .tags(tags(table))
        .register(registry);
  }

  private static double version(TableHealth health) {
    OptionalLong version =
        health.served().map(MetadataLocation::version).orElse(OptionalLong.empty());
    return version.isPresent() ? version.getAsLong() : Double.NaN;
  }

  private static double verifiedAge(TableHealth health) {
    return health
        .verification()
        .flatMap(TableVerification::verifiedThrough)
        .map(through -> Duration.between(through, Instant.now()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }

  private static double differences(TableHealth health) {
    return health.verification().map(found -> (double) found.differences()).orElse(Double.NaN);
  }

  private static double pending(TableHealth health) {
    OptionalLong rows =
        health.verification().map(TableVerification::pendingRows).orElse(OptionalLong.empty());
    return rows.isPresent() ? rows.getAsLong() : Double.NaN;
  }

  private static double lag(TableHealth health) {
    return health.freshnessLag().map(lag -> lag.toMillis() / 1000.0).orElse(Double.NaN);
  }

  private static double value(TableHealth.Status status) {
    return switch (status) {
      case FRESH -> 0;
      case STALE -> 1;
      case BLOCKED -> 2;
      case INCOMPLETE -> 3;
      case FAILING -> 4;
      case DIVERGED -> 5;
    };
  }

  @Override
  public void added(SyncTable table) {
    LakehouseSync sync = bound.get();
    if (sync != null) {
      gauges(sync, table);
    }
  }

  @Override
  public void copied(SyncTable table, CopyResult result, Duration took) {
    counter("rows", "Rows copied", table).increment((double) result.rows());
    result
        .bytes()
        .ifPresent(bytes -> counter("bytes", "Bytes copied", table).increment((double) bytes));
    timer("copy", "Time of a batch", table).record(took);
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    timer("refresh", "Time of a refresh", table).record(took);
  }

  @Override
  public void ended(TableReport report) {
    report
        .failure()
        .ifPresent(
            failure ->
                Counter.builder(PREFIX + "failures")
                    .description("Runs that failed")
                    .tags(tags(report.table()).and("failure", failure.getClass().getSimpleName()))
                    .register(registry)
                    .increment());
  }

  @Override
  public void circuitOpened(SyncTable table, LakehouseSyncException failure, Duration next) {
    Counter.builder(PREFIX + "circuit.open")
        .description("How often the circuit of the table opened")
        .tags(tags(table))
        .register(registry)
        .increment();
  }

  private Counter counter(String unit, String description, SyncTable table) {
    return Counter.builder(PREFIX + unit)
        .description(description)
        .baseUnit(unit)
        .tags(tags(table))
        .register(registry);
  }

  private Timer timer(String name, String description, SyncTable table) {
    return Timer.builder(PREFIX + name)
        .description(description)
        .tags(tags(table))
        .register(registry);
  }

  private static Tags tags(SyncTable table) {
    return Tags.of("table", table.source().toString(), "target", table.target().toString());
  }
}
