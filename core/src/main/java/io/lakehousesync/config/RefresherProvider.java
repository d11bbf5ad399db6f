package io.lakehousesync.config;

import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.table.SyncTable;

/** Creates the refresher that the key {@code refresher} names. */
public interface RefresherProvider extends ComponentProvider<CatalogRefresher> {
  /**
   * Creates what the catalog needs to serve a table: called with {@code setup.auto=true} for a
   * table whose Iceberg table exists, before its first run, on one thread. What exists is left as
   * it is. The default implementation does nothing.
   *
   * @throws io.lakehousesync.exceptions.LakehouseSyncException if it failed. The caller logs this,
   *     and tries again later
   */
  default void setUp(SyncTable table, ComponentContext context) {}
}
