package io.lakehousesync.testkit.snowflake;

import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableMetadata;

/**
 * What a table serves: the current snapshot of one metadata file.
 *
 * @param metadataLocation where the metadata file is
 * @param metadata its content
 * @param files the data files of the snapshot, each with its delete files
 * @param hasEqualityDeletes whether the snapshot holds equality deletes, so that it cannot be
 *     served
 */
record ServedSnapshot(
    String metadataLocation,
    TableMetadata metadata,
    List<FileScanTask> files,
    boolean hasEqualityDeletes) {
  ServedSnapshot {
    files = List.copyOf(files);
  }
}
