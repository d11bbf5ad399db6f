package first;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import javax.sql.DataSource;

/** Syncs one table from PostgreSQL to Snowflake. */
public final class StoreSync implements AutoCloseable {
  private static final SyncTable STORES = SyncTable.of("app.stores", "app.iceberg_stores");

  private final LakehouseSync sync;

  public StoreSync(DataSource postgres, DataSource snowflake, String storageBaseUrl, String schema) {
    PgLakeSetup.of(postgres).apply(List.of(STORES));
    sync =
        LakehouseSync.builder()
            .source(PgLakeSource.of(postgres))
            .locator(IcebergTablesLocator.of(postgres))
            .refresher(
                SnowflakeRefresher.builder(snowflake)
                    .storageBaseUrl(storageBaseUrl)
                    .schema(schema)
                    .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
                    .build())
            .table(STORES)
            .build();
  }

  /** Copies what is new. Throws an exception if a table failed. */
  public SyncReport run() {
    return sync.runOnce().orThrow();
  }

  @Override
  public void close() {
    sync.close();
  }
}
