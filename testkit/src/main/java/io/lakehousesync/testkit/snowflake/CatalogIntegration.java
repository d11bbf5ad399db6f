package io.lakehousesync.testkit.snowflake;

/**
 * A catalog integration of CATALOG_SOURCE = OBJECT_STORE.
 *
 * @param name its name
 * @param enabled whether tables may use it
 */
record CatalogIntegration(String name, boolean enabled) {}
