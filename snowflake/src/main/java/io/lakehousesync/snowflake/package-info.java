package io.lakehousesync.snowflake;
