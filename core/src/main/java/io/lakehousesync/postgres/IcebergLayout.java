package io.lakehousesync.postgres;

import io.lakehousesync.MetadataLocation;
import java.time.Instant;

/**
 * How an Iceberg table lies in its storage, at one snapshot. Its {@link #toString()} is made for a
 * log line.
 *
 * @param location the snapshot's metadata file
 * @param dataFiles files with rows
 * @param smallFiles those below {@link MaintenanceLimits#smallFileBytes}
 * @param deleteFiles files with positions of deleted rows
 * @param rows rows that are not deleted
 * @param manifests manifests that list these files
 * @param snapshots snapshots that the metadata file lists
 * @param metadataBytes about how long the metadata file is: it is measured as PostgreSQL writes its
 *     JSON
 * @param at when it was looked at
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
