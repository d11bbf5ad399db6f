package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.TableFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** The three steps of pg_lake's VACUUM of a table. Each runs in its own transaction. */
final class TableVacuum {
  private final FileIO io;
  private final MetadataCache cache;

  TableVacuum(FileIO io, MetadataCache cache) {
    this.io = io;
    this.cache = cache;
  }

  /**
   * The result of expiring snapshots.
   *
   * @param location the current metadata file. If nothing expired, this is the old metadata file
   * @param unreferenced files to which no snapshot refers any more, because the snapshots have
   *     expired
   */
  record Expired(String location, List<String> unreferenced) {}

  /** Rewrites small files. The caller commits the change like any other change. */
  Optional<TableChange> compact(TableRequest request, int minInputFiles) {
    WorkingFiles state = WorkingFiles.of(cache.read(request.metadataLocation()), io);
    return new FileCompaction(new TableFiles(io), request).compact(state, minInputFiles);
  }

  /**
   * Drops manifest entries of deleted files. Also drops snapshots that are older than {@code
   * maxAge}, but never the current snapshot.
   */
  Expired expire(TableRequest request, Duration maxAge) {
    TableMetadata base = cache.read(request.metadataLocation());
    if (base.currentSnapshot() == null) {
      return new Expired(request.metadataLocation(), List.of());
    }
    InMemoryOperations operations = new InMemoryOperations(io, base);
    dropDeletedEntries(operations);
    operations
        .table()
        .expireSnapshots()
        .expireOlderThan(Instant.now().minus(maxAge).toEpochMilli())
        .retainLast(1)
        .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
        .commit();
    TableMetadata changed = operations.committed();
    if (changed == base) {
      return new Expired(request.metadataLocation(), List.of());
    }
    String location =
        operations.newMetadataLocation(TableCommit.versionOf(request.metadataLocation()) + 1);
    cache.write(changed, location);
    Set<String> unreferenced = ReferencedFiles.of(base, io);
    unreferenced.removeAll(ReferencedFiles.of(changed, io));
    return new Expired(location, List.copyOf(unreferenced));
  }

  private void dropDeletedEntries(InMemoryOperations operations) {
    Snapshot current = operations.committed().currentSnapshot();
    if (current.dataManifests(io).stream().anyMatch(ManifestFile::hasDeletedFiles)) {
      operations
          .table()
          .rewriteManifests()
          .scanManifestsWith(CallerRunsExecutor.INSTANCE)
          .rewriteIf(ManifestFile::hasDeletedFiles)
          .clusterBy(file -> "")
          .commit();
    }
  }

  /**
   * Deletes files below the table's location: those whose retention period is over, and orphans of
   * failed and rolled-back transactions. During this call, the caller must block writers.
   *
   * @param due files whose retention period is over
   * @param kept files that are no longer referred to, but whose retention period is not over
   */
  void removeFiles(TableRequest request, List<String> due, List<String> kept) {
    Set<String> needed =
        new HashSet<>(ReferencedFiles.of(cache.read(request.metadataLocation()), io));
    needed.add(request.metadataLocation());
    needed.addAll(kept);
    Stream<String> orphans =
        StreamSupport.stream(
                ((SupportsPrefixOperations) io).listPrefix(request.location() + "/").spliterator(),
                false)
            .map(FileInfo::location);
    Stream.concat(due.stream(), orphans)
        .distinct()
        .filter(path -> !needed.contains(path))
        .forEach(io::deleteFile);
  }
}
