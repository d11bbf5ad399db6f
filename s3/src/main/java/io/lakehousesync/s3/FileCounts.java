package io.lakehousesync.s3;

/**
 * The live files of a snapshot, added up from its manifest list.
 *
 * @param manifests how many manifests
 * @param dataFiles how many data files
 * @param deleteFiles how many files of position or equality deletes, or deletion vectors
 */
public record FileCounts(int manifests, long dataFiles, long deleteFiles) {}
