package io.lakehousesync.config;

import io.lakehousesync.spi.CatalogRefresher;

/** Creates the refresher that the key {@code refresher} names. */
public interface RefresherProvider extends ComponentProvider<CatalogRefresher> {}
