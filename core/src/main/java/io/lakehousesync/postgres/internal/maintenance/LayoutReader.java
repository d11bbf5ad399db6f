package io.lakehousesync.postgres.internal.maintenance;

import io.lakehousesync.postgres.report.IcebergLayout;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;

/**
 * Reads the layout of an Iceberg table through pg_lake: from the metadata file, the manifest list
 * and the manifests. Reads no rows.
 */
public final class LayoutReader {
  private static final String QUERY =
      """
      WITH located AS MATERIALIZED (
        SELECT metadata_location AS location
        FROM pg_catalog.iceberg_tables
        WHERE catalog_name = current_database()
          AND table_namespace IN (?, quote_ident(?))
          AND table_name = ?
      ), metadata AS MATERIALIZED (
        SELECT lake_iceberg.metadata(location) AS json FROM located
      ), files AS MATERIALIZED (
        SELECT f.manifest_path, f.content, f.record_count, f.file_size_in_bytes
        FROM located, lake_iceberg.files(located.location) AS f
      )
      SELECT location,
             (SELECT count(*) FROM files WHERE content = 'DATA'),
             (SELECT count(*) FROM files WHERE content = 'DATA' AND file_size_in_bytes < ?),
             (SELECT count(*) FROM files WHERE content <> 'DATA'),
             (SELECT coalesce(sum(CASE content WHEN 'DATA' THEN record_count ELSE -record_count END), 0)
              FROM files),
             (SELECT count(DISTINCT manifest_path) FROM files),
             (SELECT coalesce(jsonb_array_length(json -> 'snapshots'), 0) FROM metadata),
             (SELECT octet_length(json::text) FROM metadata)
      FROM located
      """;

  private LayoutReader() {}

  /** Returns the layout; empty if the table is not an Iceberg table. */
  public static Optional<IcebergLayout> read(
      Connection connection, TableName table, long smallFileBytes, Clock clock)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.schema());
      statement.setString(3, table.name());
      statement.setLong(4, smallFileBytes);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new IcebergLayout(
                new MetadataLocation(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                clock.instant()));
      }
    }
  }
}
