package io.lakehousesync.snowflake.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import java.time.Duration;

/**
 * The catalog of a Postgres instance whose Iceberg tables lie on storage that Snowflake manages.
 * Snowflake refreshes these tables by itself.
 *
 * @param integration the name of the catalog integration
 * @param postgresInstance the instance's name
 * @param postgresDatabase the database in the instance
 * @param postgresSchema the schema of that database that holds the Iceberg tables
 * @param refreshInterval how often Snowflake checks for new snapshots, 30 seconds to a day
 */
public record ManagedCatalog(
    String integration,
    String postgresInstance,
    String postgresDatabase,
    String postgresSchema,
    Duration refreshInterval) {
  /**
   * Checks the interval and the names.
   *
   * @throws IllegalArgumentException if the interval is too short or too long, or a name is not
   *     valid
   */
  public ManagedCatalog {
    if (refreshInterval.toSeconds() < 30 || refreshInterval.toSeconds() > 86_400) {
      throw new IllegalArgumentException(
          "refreshInterval must be 30 seconds to a day, got " + refreshInterval);
    }
    SnowflakeName.parse(integration);
    SnowflakeName.parse(postgresInstance);
  }
}
