package io.lakehousesync.spi;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The identity and the version of a table, as a metadata file states them.
 *
 * @param tableUuid the table's identity, which stays the same if its files are moved
 * @param lastSequenceNumber the sequence number of the last snapshot; 0 in format version 1
 * @param currentSnapshotId the snapshot that readers see; empty if the table has none
 * @param formatVersion the version of Iceberg's table format; empty if the reader does not know it
 */
public record MetadataSummary(
    UUID tableUuid,
    long lastSequenceNumber,
    OptionalLong currentSnapshotId,
    OptionalInt formatVersion) {
  /** Creates a summary without a format version. */
  public MetadataSummary(UUID tableUuid, long lastSequenceNumber, OptionalLong currentSnapshotId) {
    this(tableUuid, lastSequenceNumber, currentSnapshotId, OptionalInt.empty());
  }
}
