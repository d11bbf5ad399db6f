package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.spi.MetadataLocator;
import java.util.List;

/** The sync of a host, which announces each step. */
final class AnnouncedSync {
  private AnnouncedSync() {}

  /**
   * Creates a sync of the tables of these kinds.
   *
   * @param kinds the kinds, in the order in which their tables are copied
   */
  static LakehouseSync of(
      Services services, ServiceOptions options, List<TestedTracking> kinds, Announcer announcer) {
    MetadataLocator locator = IcebergTablesLocator.of(services.postgres());
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            // Copies one table after the other in this thread, so that the steps are announced in
            // order.
            .executor(Runnable::run)
            .source(new AnnouncedSource(services.postgres(), announcer))
            .locator(
                tables -> {
                  var found = locator.locate(tables);
                  announcer.reached(Step.LOCATED);
                  return found;
                })
            .refresher(new AnnouncedRefresher(refresher(services, options, announcer), announcer));
    kinds.forEach(kind -> builder.table(kind.table()));
    return builder.build();
  }

  private static SnowflakeRefresher refresher(
      Services services, ServiceOptions options, Announcer announcer) {
    return SnowflakeRefresher.builder(
            AnnouncingDataSource.of(services.snowflake(), announcer, Step.CATALOG_STATEMENT))
        .storageBaseUrl(services.storageBaseUrl())
        .schema(options.snowflakeSchema())
        .createMissing(options.externalVolume(), options.catalogIntegration())
        .build();
  }
}
