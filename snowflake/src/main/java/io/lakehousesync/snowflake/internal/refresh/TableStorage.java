package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;

/**
 * Where a missing Iceberg table is created: the names of its external volume and catalog
 * integration.
 */
public record TableStorage(SnowflakeName externalVolume, SnowflakeName catalogIntegration) {}
