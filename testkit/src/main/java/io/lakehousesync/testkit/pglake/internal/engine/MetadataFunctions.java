package io.lakehousesync.testkit.pglake.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/** Implements lake_iceberg.metadata(), files() and snapshots(). */
final class MetadataFunctions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileIO io;
  private final MetadataCache cache;

  MetadataFunctions(FileIO io, MetadataCache cache) {
    this.io = io;
    this.cache = cache;
  }

  ObjectNode metadata(String url) {
    try {
      return JSON.createObjectNode()
          .set("metadata", JSON.readTree(TableMetadataParser.toJson(cache.read(url))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ObjectNode snapshots(String url) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rows = answer.putArray("snapshots");
    for (Snapshot snapshot : cache.read(url).snapshots()) {
      rows.addObject()
          .put("sequence_number", snapshot.sequenceNumber())
          .put("snapshot_id", snapshot.snapshotId())
          .put("timestamp_ms", snapshot.timestampMillis())
          .put("manifest_list", snapshot.manifestListLocation());
    }
    return answer;
  }

  ObjectNode files(String url) {
    TableMetadata metadata = cache.read(url);
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode rows = answer.putArray("files");
    Snapshot snapshot = metadata.currentSnapshot();
    if (snapshot == null) {
      return answer;
    }
    try {
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        try (ManifestReader<? extends ContentFile<?>> files = open(manifest, metadata, io)) {
          for (ContentFile<?> file : files) {
            rows.addObject()
                .put("manifest_path", manifest.path())
                .put("content", file.content().name())
                .put("file_path", file.location())
                .put("file_format", file.format().name().toLowerCase(Locale.ROOT))
                .put("spec_id", file.specId())
                .put("record_count", file.recordCount())
                .put("file_size_in_bytes", file.fileSizeInBytes());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  static ManifestReader<? extends ContentFile<?>> open(
      ManifestFile manifest, TableMetadata metadata, FileIO io) {
    return switch (manifest.content()) {
      case DATA -> ManifestFiles.read(manifest, io, metadata.specsById());
      case DELETES -> ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById());
    };
  }
}
