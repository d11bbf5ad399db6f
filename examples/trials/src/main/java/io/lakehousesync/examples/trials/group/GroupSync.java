package io.lakehousesync.examples.trials.group;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.table.SyncGroup;

/** The sync of a host: one pair of tables as a group, and the other pair without a group. */
final class GroupSync {
  static final SyncGroup GROUP =
      SyncGroup.of("orders", Pair.GROUP.tables()).recordCutsIn(Pair.SCHEMA + ".together_cuts");

  private GroupSync() {}

  static LakehouseSync of(Services services, ServiceOptions options) {
    return LakehouseSync.builder()
        // One table after the other, so that the two copies of the separate pair are apart.
        .executor(Runnable::run)
        .source(PgLakeSource.of(services.postgres()))
        .locator(IcebergTablesLocator.of(services.postgres()))
        .refresher(refresher(services, options))
        .group(GROUP)
        .tables(Pair.SEPARATE.tables())
        .build();
  }

  static SnowflakeRefresher refresher(Services services, ServiceOptions options) {
    return SnowflakeRefresher.builder(services.snowflake())
        .storageBaseUrl(services.storageBaseUrl())
        .schema(options.snowflakeSchema())
        .createMissing(options.externalVolume(), options.catalogIntegration())
        .build();
  }
}
