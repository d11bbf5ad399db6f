package io.lakehousesync.testkit.pglake.internal.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/**
 * Caches the metadata files that were read or written last. Metadata files never change.
 * Thread-safe.
 */
final class MetadataCache {
  private static final int MAX_ENTRIES = 64;

  private final FileIO io;
  private final Map<String, TableMetadata> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TableMetadata> eldest) {
              return size() > MAX_ENTRIES;
            }
          });

  MetadataCache(FileIO io) {
    this.io = io;
  }

  TableMetadata read(String location) {
    TableMetadata known = recent.get(location);
    if (known != null) {
      return known;
    }
    TableMetadata metadata = TableMetadataParser.read(io.newInputFile(location));
    recent.put(location, metadata);
    return metadata;
  }

  /** Writes the metadata file. Its name is new, so the existence of the file is not checked. */
  void write(TableMetadata metadata, String location) {
    TableMetadataParser.overwrite(metadata, io.newOutputFile(location));
    recent.put(
        location,
        TableMetadata.buildFrom(metadata).discardChanges().withMetadataLocation(location).build());
  }
}
