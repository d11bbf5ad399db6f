package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;

/**
 * Reads the one field that matters out of what SYSTEM$GET_ICEBERG_TABLE_INFORMATION returns: {@code
 * {"metadataLocation":"s3://…","status":"success"}}.
 */
final class TableInformation {
  private TableInformation() {}

  static MetadataLocation metadataLocation(String json) throws SQLException {
    String uri =
        JsonText.field(json, "metadataLocation")
            .orElseThrow(
                () -> new SQLException("no metadataLocation in the table information: " + json));
    try {
      return new MetadataLocation(uri);
    } catch (IllegalArgumentException e) {
      throw new SQLException("the table information names no metadata file: " + json, e);
    }
  }
}
