package io.lakehousesync.examples.killtest;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.examples.ServiceOptions;
import io.lakehousesync.examples.Services;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import java.util.List;

/** What a host builds, with each step announced. */
final class HostSync {
  private HostSync() {}

  /**
   * A sync of the tables of these kinds.
   *
   * @param kinds in the order in which their tables are copied
   */
  static LakehouseSync of(
      Services services, ServiceOptions options, List<TestedKind> kinds, Announcer announcer) {
    MetadataLocator locator = IcebergTablesLocator.of(services.postgres());
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            // In this thread, and so one table after the other: the order of steps is what is told.
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
