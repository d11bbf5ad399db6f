package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;
import java.util.Optional;

/** The statements that the refresher needs, one call each, so that tests can stand in for it. */
interface SnowflakeClient {
  /**
   * The metadata file that the table serves; empty if there is no such table that this role can
   * see.
   */
  Optional<MetadataLocation> served(SnowflakeName table) throws SQLException;

  /** Moves the table to a metadata file. Returns the query id, if the driver tells it. */
  Optional<String> refresh(SnowflakeName table, String relativePath) throws SQLException;

  /** Creates the table at a metadata file. Returns the query id, if the driver tells it. */
  Optional<String> create(SnowflakeName table, MissingTables how, String relativePath)
      throws SQLException;
}
