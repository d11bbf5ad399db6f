package io.lakehousesync.testkit.snowflake;

/**
 * The state of the automated refresh of an Iceberg table. Source: docs.snowflake.com,
 * "SYSTEM$AUTO_REFRESH_STATUS" (/en/sql-reference/functions/system_auto_refresh_status).
 */
public enum AutoRefreshState {
  /** The refresh works. */
  RUNNING,
  /** An error occurred, from which the refresh tries to recover. */
  STALLED,
  /** An error occurred, from which the refresh does not recover by itself. */
  STOPPED
}
