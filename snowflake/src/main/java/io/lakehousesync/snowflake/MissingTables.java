package io.lakehousesync.snowflake;

/** With what a missing Iceberg table is created: the names of two objects of the account. */
record MissingTables(SnowflakeName externalVolume, SnowflakeName catalogIntegration) {}
