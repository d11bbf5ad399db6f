package io.lakehousesync.testkit.snowflake.internal.storage;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/**
 * Reads a metadata file and the manifests of its current snapshot, but no data file. Thread-safe.
 *
 * <p>Source for the kinds of deletes: docs.snowflake.com, "Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg). Position deletes of format version 2 are applied. Equality
 * deletes are not supported, as in Snowflake. The stand-in rejects deletion vectors of version 3;
 * Snowflake does not. The stand-in also requires that data files and delete files are below the
 * volume's storage location, because permissions to read are granted on the volume.
 */
public final class SnapshotReader {
  private final FileIO io;

  public SnapshotReader(FileIO io) {
    this.io = io;
  }

  /** Returns a check of the storage of an external volume. */
  public StorageCheck storageCheck() {
    return new StorageCheck(io);
  }

  /**
   * Reads the file at {@code location}.
   *
   * @throws SnowflakeError if a file is missing, unreadable, or outside of {@code volume}
   */
  public ServedSnapshot read(String location, StorageLocation volume) {
    TableMetadata metadata;
    try {
      metadata = TableMetadataParser.read(io, location);
    } catch (NotFoundException e) {
      throw SnowflakeError.fileMissing(location);
    } catch (RuntimeException e) {
      throw SnowflakeError.fileUnreadable(location, e);
    }
    Snapshot snapshot = metadata.currentSnapshot();
    if (snapshot == null) {
      return new ServedSnapshot(location, metadata, List.of(), false);
    }
    try {
      if (hasEqualityDeletes(snapshot, metadata)) {
        return new ServedSnapshot(location, metadata, List.of(), true);
      }
      List<FileScanTask> files = plan(metadata);
      files.forEach(file -> check(file, volume));
      return new ServedSnapshot(location, metadata, files, false);
    } catch (SnowflakeError e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      throw SnowflakeError.fileUnreadable(location, e);
    }
  }

  private List<FileScanTask> plan(TableMetadata metadata) throws IOException {
    BaseTable table = new BaseTable(new StaticTableOperations(metadata, io), "table");
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      List<FileScanTask> files = new ArrayList<>();
      tasks.forEach(files::add);
      return files;
    }
  }

  private boolean hasEqualityDeletes(Snapshot snapshot, TableMetadata metadata) throws IOException {
    for (ManifestFile manifest : snapshot.deleteManifests(io)) {
      try (ManifestReader<DeleteFile> deletes =
          ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())) {
        for (DeleteFile delete : deletes) {
          if (delete.content() == FileContent.EQUALITY_DELETES) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static void check(FileScanTask task, StorageLocation volume) {
    checkInside(task.file().location(), volume);
    if (task.file().format() != FileFormat.PARQUET) {
      throw SnowflakeError.notSupported(
          "data file of format " + task.file().format() + ": " + task.file().location());
    }
    for (DeleteFile delete : task.deletes()) {
      checkInside(delete.location(), volume);
      if (delete.format() == FileFormat.PUFFIN) {
        throw SnowflakeError.deletionVectors(delete.location());
      }
    }
  }

  private static void checkInside(String location, StorageLocation volume) {
    if (!volume.holds(location)) {
      throw SnowflakeError.outsideVolume(location, volume.baseUrl());
    }
  }
}
