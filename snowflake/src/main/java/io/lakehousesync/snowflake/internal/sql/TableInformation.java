package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;

/**
 * Reads the metadata location from what SYSTEM$GET_ICEBERG_TABLE_INFORMATION returns: {@code
 * {"metadataLocation":"s3://…","status":"success"}}. The location gets the scheme that pg_lake
 * writes, because no documentation says which scheme Snowflake returns in other regions.
 */
public final class TableInformation {
  private TableInformation() {}

  public static MetadataLocation metadataLocation(String json) throws SQLException {
    String uri =
        JsonText.field(json, "metadataLocation")
            .orElseThrow(
                () -> new SQLException("no metadataLocation in the table information: " + json));
    try {
      return new MetadataLocation(StorageBaseUrl.plain(uri));
    } catch (IllegalArgumentException e) {
      throw new SQLException("the table information names no metadata file: " + json, e);
    }
  }
}
