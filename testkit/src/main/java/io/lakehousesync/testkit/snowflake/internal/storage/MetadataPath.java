package io.lakehousesync.testkit.snowflake.internal.storage;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;

/**
 * Resolves the path of a metadata file in a statement. The path is relative to the external
 * volume's storage location, and has no leading slash.
 *
 * <p>Source: docs.snowflake.com, "ALTER ICEBERG TABLE … REFRESH"
 * (/en/sql-reference/sql/alter-iceberg-table-refresh) and "CREATE ICEBERG TABLE (Iceberg files in
 * object storage)" (/en/sql-reference/sql/create-iceberg-table-iceberg-files).
 */
public final class MetadataPath {
  private MetadataPath() {}

  /**
   * Returns the location of a metadata file.
   *
   * @throws SnowflakeError if the path does not have the documented form
   */
  public static String resolve(String path, StorageLocation volume) {
    if (path.contains("://")) {
      throw SnowflakeError.metadataPath(
          path, "it must be relative to the storage location " + volume.baseUrl());
    }
    if (path.startsWith("/")) {
      throw SnowflakeError.metadataPath(path, "it must not begin with a slash");
    }
    if (!path.endsWith(".metadata.json")) {
      throw SnowflakeError.metadataPath(path, "it must end in .metadata.json");
    }
    return volume.baseUrl() + path;
  }
}
