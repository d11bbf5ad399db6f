package io.lakehousesync.examples.page;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.micrometer.HorizonMetrics;
import io.lakehousesync.micrometer.MaintenanceMetrics;
import io.lakehousesync.micrometer.SyncMetrics;
import io.lakehousesync.postgres.PgHorizon;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import javax.sql.DataSource;

/** All meters of the library, in the text format of Prometheus. Thread-safe. */
final class PageMetrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SyncMetrics sync = SyncMetrics.of(registry);
  private final MaintenanceMetrics maintenance = MaintenanceMetrics.of(registry);
  private final HorizonMetrics horizon;

  /** Creates the meters. The age of the oldest transaction is read from {@code postgres}. */
  PageMetrics(DataSource postgres) {
    horizon = HorizonMetrics.of(PgHorizon.of(postgres), registry);
  }

  LakehouseSyncBuilder listenersOn(LakehouseSyncBuilder builder) {
    return builder.listener(sync).listener(horizon);
  }

  void bindTo(LakehouseSync built) {
    sync.bindTo(built);
  }

  void maintained(MaintenanceReport report) {
    maintenance.accept(report);
  }

  /** Returns the present values. */
  String text() {
    return registry.scrape();
  }
}
