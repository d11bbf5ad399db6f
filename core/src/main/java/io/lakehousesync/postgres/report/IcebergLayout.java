package io.lakehousesync.postgres.report;

import io.lakehousesync.spi.MetadataLocation;
import java.time.Instant;

/**
 * The files of an Iceberg table at one snapshot. Its {@link #toString()} is meant for a log line.
 *
 * @param location the snapshot's metadata file
 * @param dataFiles files with rows
 * @param smallFiles data files below {@link
 *     io.lakehousesync.postgres.MaintenanceLimits#smallFileBytes}
 * @param deleteFiles files with positions of deleted rows
 * @param rows the number of rows that are not deleted
 * @param manifests manifests that list these files
 * @param snapshots snapshots that the metadata file lists
 * @param metadataBytes the approximate size of the metadata file, measured on the text that
 *     PostgreSQL writes for the JSON of the file
 * @param at when the layout was read
 */
public record IcebergLayout(
    MetadataLocation location,
    long dataFiles,
    long smallFiles,
    long deleteFiles,
    long rows,
    long manifests,
    long snapshots,
    long metadataBytes,
    Instant at) {

  @Override
  public String toString() {
    return "files=%d small=%d deletes=%d manifests=%d snapshots=%d metadata_bytes=%d"
        .formatted(dataFiles, smallFiles, deleteFiles, manifests, snapshots, metadataBytes);
  }
}
