package io.lakehousesync.s3.metadata;

/**
 * The numbers of live files of a snapshot: the totals of its manifest list.
 *
 * @param manifests the number of manifests
 * @param dataFiles the number of data files
 * @param deleteFiles the number of files with position deletes, equality deletes or deletion
 *     vectors
 */
public record FileCounts(int manifests, long dataFiles, long deleteFiles) {}
