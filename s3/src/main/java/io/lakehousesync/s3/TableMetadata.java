package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataSummary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a metadata file says about its table.
 *
 * @param location the file
 * @param tableUuid the table's identity: another one at the same place is another table
 * @param formatVersion Iceberg's format version
 * @param lastSequenceNumber the newest sequence number; 0 in format version 1
 * @param currentSnapshot the snapshot that readers see; empty if the table never had rows
 * @param snapshots how many snapshots are alive
 * @param schema the current columns, in their order
 * @param previousFiles the URIs of the metadata files before this one that it remembers, oldest
 *     first
 * @param sizeBytes the size of the file as it is stored, compressed or not
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

  /** Which table it is of, and how far it had come. */
  public MetadataSummary summary() {
    return new MetadataSummary(
        tableUuid,
        lastSequenceNumber,
        currentSnapshot
            .map(snapshot -> OptionalLong.of(snapshot.snapshotId()))
            .orElseGet(OptionalLong::empty));
  }
}
