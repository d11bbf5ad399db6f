package io.lakehousesync.micrometer;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.table.SyncTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the storage layout of Iceberg tables, as the last check of the maintenance found it.
 * This is a listener for {@code PgLakeMaintenance.watchEvery} and {@code vacuumEvery}.
 *
 * <p>Each meter has the tags {@code table}, the heap table's name, and {@code target}, the Iceberg
 * table's name.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>meaning</th></tr>
 *   <tr><td>{@code lakehouse.sync.files}</td><td>data files</td></tr>
 *   <tr><td>{@code lakehouse.sync.files.small}</td><td>small data files</td></tr>
 *   <tr><td>{@code lakehouse.sync.manifests}</td><td>manifests</td></tr>
 *   <tr><td>{@code lakehouse.sync.metadata.size}</td><td>the metadata file's length in
 *       bytes</td></tr>
 *   <tr><td>{@code lakehouse.sync.vacuum}</td><td>checks that failed or found the table beyond a limit,
 *       with the tag {@code result}, the simple name of the {@link VacuumResult}</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class MaintenanceMetrics implements Consumer<MaintenanceReport> {
  private static final String PREFIX = "lakehouse.sync.";

  private final MeterRegistry registry;
  private final Map<SyncTable, IcebergLayout> layouts = new ConcurrentHashMap<>();

  private MaintenanceMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /** Returns metrics that are registered in this registry. */
  public static MaintenanceMetrics of(MeterRegistry registry) {
    return new MaintenanceMetrics(registry);
  }

  @Override
  public void accept(MaintenanceReport report) {
    report
        .newest()
        .ifPresent(
            layout -> {
              if (layouts.put(report.table(), layout) == null) {
                register(report.table());
              }
            });
    if (report.neededVacuum() || report.needsAttention()) {
      Counter.builder(PREFIX + "vacuum")
          .description("Checks that failed or found the table beyond a limit, by result")
          .tags(tags(report.table()).and("result", report.vacuum().getClass().getSimpleName()))
          .register(registry)
          .increment();
    }
  }

  private void register(SyncTable table) {
    gauge("files", "Data files", null, table, IcebergLayout::dataFiles);
    gauge("files.small", "Small data files", null, table, IcebergLayout::smallFiles);
    gauge("manifests", "Manifests", null, table, IcebergLayout::manifests);
    gauge(
        "metadata.size",
        "Length of the metadata file",
        "bytes",
        table,
        IcebergLayout::metadataBytes);
  }

  private void gauge(
      String name,
      String description,
      @Nullable String unit,
      SyncTable table,
      ToLongFunction<IcebergLayout> value) {
    Gauge.builder(
            PREFIX + name, () -> value.applyAsLong(Objects.requireNonNull(layouts.get(table))))
        .description(description)
        .baseUnit(unit)
        .tags(tags(table))
        .register(registry);
  }

  private static Tags tags(SyncTable table) {
    return Tags.of("table", table.source().toString(), "target", table.target().toString());
  }
}
