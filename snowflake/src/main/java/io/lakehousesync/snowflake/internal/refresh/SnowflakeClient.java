package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The statements that the refresher needs, one method each. Tests have their own implementations.
 */
public interface SnowflakeClient {
  /**
   * Returns the metadata file that the table serves; empty if no such table exists or this role
   * cannot see it.
   */
  Optional<MetadataLocation> served(SnowflakeName table) throws SQLException;

  /** Refreshes the table to a metadata file. Returns the query id, if the driver has it. */
  Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException;

  /** Creates the table at a metadata file. Returns the query id, if the driver has it. */
  Optional<String> create(SnowflakeName table, TableStorage how, String relativePath)
      throws SQLException;
}
