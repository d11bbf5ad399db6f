package io.lakehousesync.testkit.snowflake;

/**
 * How the automated refresh of an Iceberg table is doing. Source: docs.snowflake.com,
 * "SYSTEM$AUTO_REFRESH_STATUS" (/en/sql-reference/functions/system_auto_refresh_status).
 */
public enum AutoRefreshState {
  /** As expected. */
  RUNNING,
  /** After an error, from which it tries to recover. */
  STALLED,
  /** After an error that it does not recover from by itself. */
  STOPPED
}
