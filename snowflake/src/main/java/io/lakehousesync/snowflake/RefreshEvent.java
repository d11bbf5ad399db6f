package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;

/**
 * One refresh in Snowflake's history.
 *
 * @param refreshedOn when Snowflake refreshed the table, as Snowflake writes the time
 * @param metadataFile the metadata file, from the column METADATA_FILE_NAME
 * @param snapshotId the snapshot, from the column SNAPSHOT_ID
 * @param queryId the id of the query that refreshed the table
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
