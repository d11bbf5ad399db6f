package io.lakehousesync.spi;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * The identity and the version of a table, as a metadata file states them.
 *
 * @param tableUuid the table's identity, which stays the same if its files are moved
 * @param lastSequenceNumber the sequence number of the last snapshot; 0 in format version 1
 * @param currentSnapshotId the snapshot that readers see; empty if the table has none
 */
public record MetadataSummary(
    UUID tableUuid, long lastSequenceNumber, OptionalLong currentSnapshotId) {}
