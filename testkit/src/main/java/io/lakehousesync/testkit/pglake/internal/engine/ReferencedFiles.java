package io.lakehousesync.testkit.pglake.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * Finds the files that a table's snapshots refer to: manifest lists, manifests, and the files that
 * the manifests list.
 */
final class ReferencedFiles {
  private ReferencedFiles() {}

  static Set<String> of(TableMetadata metadata, FileIO io) {
    Set<String> paths = new HashSet<>();
    for (Snapshot snapshot : metadata.snapshots()) {
      paths.add(snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(io)) {
        if (paths.add(manifest.path())) {
          addContent(manifest, metadata, io, paths);
        }
      }
    }
    return paths;
  }

  private static void addContent(
      ManifestFile manifest, TableMetadata metadata, FileIO io, Set<String> paths) {
    try (ManifestReader<? extends ContentFile<?>> files =
        MetadataFunctions.open(manifest, metadata, io)) {
      files.forEach(file -> paths.add(file.location()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
