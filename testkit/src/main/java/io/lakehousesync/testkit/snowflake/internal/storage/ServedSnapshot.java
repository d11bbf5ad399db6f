package io.lakehousesync.testkit.snowflake.internal.storage;

import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableMetadata;

/**
 * The snapshot that a table serves: the current snapshot of one metadata file.
 *
 * @param metadataLocation the location of the metadata file
 * @param metadata the content of the metadata file
 * @param files the data files of the snapshot, each with its delete files
 * @param hasEqualityDeletes whether the snapshot has equality deletes, so that it cannot be served
 */
public record ServedSnapshot(
    String metadataLocation,
    TableMetadata metadata,
    List<FileScanTask> files,
    boolean hasEqualityDeletes) {
  public ServedSnapshot {
    files = List.copyOf(files);
  }
}
