package io.lakehousesync.snowflake.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;

/**
 * The names of the roles for which a set-up writes grants. Each role gets only the privileges that
 * its work needs.
 *
 * @param setUp applies the set-up
 * @param refresh refreshes the tables and reads back what they serve. It owns the tables
 * @param verify compares the rows of the tables with PostgreSQL. It inherits the role that
 *     refreshes, because only the owner of a table can read which file the table serves
 * @param read queries the tables
 */
public record SnowflakeRoles(String setUp, String refresh, String verify, String read) {
  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if a name cannot be parsed
   */
  public SnowflakeRoles {
    SnowflakeName.parse(setUp);
    SnowflakeName.parse(refresh);
    SnowflakeName.parse(verify);
    SnowflakeName.parse(read);
  }

  /**
   * Returns the default names: LAKEHOUSE_SYNC_SETUP, LAKEHOUSE_SYNC_REFRESH, LAKEHOUSE_SYNC_VERIFY
   * and LAKEHOUSE_SYNC_READ.
   */
  public static SnowflakeRoles ofDefaults() {
    return new SnowflakeRoles(
        "LAKEHOUSE_SYNC_SETUP",
        "LAKEHOUSE_SYNC_REFRESH",
        "LAKEHOUSE_SYNC_VERIFY",
        "LAKEHOUSE_SYNC_READ");
  }

  /** Returns the same roles with another role that refreshes. */
  public SnowflakeRoles withRefresh(String role) {
    return new SnowflakeRoles(setUp, role, verify, read);
  }
}
