package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Sends the statements that the refresher needs. Each statement has its own method. Tests have
 * their own implementations.
 */
public interface SnowflakeClient {
  /**
   * Returns the metadata file that the table serves; empty if no such table exists or this role
   * cannot see it.
   */
  Optional<MetadataLocation> served(SnowflakeName table) throws SQLException;

  /** Makes the table serve a metadata file. Returns the query id, if the driver has it. */
  Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException;

  /** Creates a table that serves a metadata file. Returns the query id, if the driver has it. */
  Optional<String> create(SnowflakeName table, TableStorage how, String relativePath)
      throws SQLException;
}
