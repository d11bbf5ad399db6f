package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;

/**
 * One refresh, as Snowflake remembers it.
 *
 * @param refreshedOn when, as Snowflake writes it
 * @param metadataFile METADATA_FILE_NAME
 * @param snapshotId SNAPSHOT_ID
 * @param queryId the refreshing query
 */
public record RefreshEvent(
    String refreshedOn, String metadataFile, String snapshotId, String queryId) {
  static RefreshEvent of(Row row) {
    return new RefreshEvent(
        row.text("refreshed_on").orElse(""),
        row.text("metadata_file_name").orElse(""),
        row.text("snapshot_id").orElse(""),
        row.text("query_id").orElse(""));
  }
}
