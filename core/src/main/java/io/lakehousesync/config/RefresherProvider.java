package io.lakehousesync.config;

import io.lakehousesync.CatalogRefresher;

/** Makes what the key {@code refresher} names. */
public interface RefresherProvider extends ComponentProvider<CatalogRefresher> {}
