package io.lakehousesync.s3.metadata;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataSummary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The content of a metadata file.
 *
 * @param location the file
 * @param tableUuid the id of the table. A metadata file with another uuid belongs to another table,
 *     even in the same directory
 * @param formatVersion Iceberg's format version
 * @param lastSequenceNumber the newest sequence number; 0 in format version 1
 * @param currentSnapshot the snapshot that readers see; empty if the table never had rows
 * @param snapshots the number of live snapshots
 * @param schema the current columns, in order
 * @param previousFiles the URIs of the earlier metadata files that this file lists, oldest first
 * @param sizeBytes the size of the file as stored, compressed or not
 */
public record TableMetadata(
    MetadataLocation location,
    UUID tableUuid,
    int formatVersion,
    long lastSequenceNumber,
    Optional<SnapshotInfo> currentSnapshot,
    int snapshots,
    List<SchemaField> schema,
    List<String> previousFiles,
    long sizeBytes) {

  /** Copies the lists. */
  public TableMetadata {
    schema = List.copyOf(schema);
    previousFiles = List.copyOf(previousFiles);
  }

  /**
   * Returns the table-uuid, the last sequence number, the current snapshot and the format version.
   */
  public MetadataSummary summary() {
    return new MetadataSummary(
        tableUuid,
        lastSequenceNumber,
        currentSnapshot
            .map(snapshot -> OptionalLong.of(snapshot.snapshotId()))
            .orElseGet(OptionalLong::empty),
        OptionalInt.of(formatVersion));
  }
}
