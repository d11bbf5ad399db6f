package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The sync of a fleet's tables, as a host would build it. */
final class FleetSync {
  private FleetSync() {}

  static LakehouseSyncBuilder builder(
      DataSource postgres,
      DataSource snowflake,
      Services services,
      ServiceOptions options,
      List<SyncTable> tables) {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            // Hosts share the tables, so a host does not wait for a table that another host copies.
            .source(PgLakeSource.builder(postgres).waitForOthers(Duration.ZERO).build())
            .locator(IcebergTablesLocator.of(postgres))
            .refresher(
                SnowflakeRefresher.builder(snowflake)
                    .storageBaseUrl(services.storageBaseUrl())
                    .schema(options.snowflakeSchema())
                    .createMissing(options.externalVolume(), options.catalogIntegration())
                    .build());
    tables.forEach(builder::table);
    return builder;
  }

  /** Creates the schema of the tables in Snowflake. */
  static void prepareSnowflake(Services services, ServiceOptions options) throws SQLException {
    try (Connection connection = services.snowflake().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS " + options.snowflakeDatabase());
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + options.snowflakeSchema());
    }
  }
}
