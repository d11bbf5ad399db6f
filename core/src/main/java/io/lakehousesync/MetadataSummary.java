package io.lakehousesync;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * Which table a metadata file is of, and how far it had come.
 *
 * @param tableUuid the table's identity, which it keeps wherever its files lie
 * @param lastSequenceNumber grows with each snapshot; 0 in format version 1
 * @param currentSnapshotId the snapshot that readers see; empty if there never was one
 */
public record MetadataSummary(
    UUID tableUuid, long lastSequenceNumber, OptionalLong currentSnapshotId) {}
