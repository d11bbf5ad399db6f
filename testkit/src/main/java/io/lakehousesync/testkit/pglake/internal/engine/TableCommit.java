package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.LiveFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;

/** Combines all changes that one transaction made to one table. Writes one new metadata file. */
final class TableCommit {
  private static final int FORMAT_VERSION = 2;

  private final FileIO io;
  private final MetadataCache cache;

  TableCommit(FileIO io, MetadataCache cache) {
    this.io = io;
    this.cache = cache;
  }

  /**
   * Commits, and returns the location of the current metadata file. If nothing changed, this is the
   * old metadata file.
   */
  String commit(TableRequest request) {
    TableMetadata base =
        request.baseLocation().map(cache::read).orElseGet(() -> emptyTable(request));
    TableMetadata withSchema = IcebergSchemas.follow(base, request);
    InMemoryOperations operations = new InMemoryOperations(io, withSchema, settings(request));
    addSnapshot(operations, base, request.changes());
    TableMetadata changed = operations.committed();
    if (changed == base && !request.isNew()) {
      return request.metadataLocation();
    }
    String location =
        request.isNew()
            ? request.metadataLocation()
            : operations.newMetadataLocation(versionOf(request.metadataLocation()) + 1);
    cache.write(changed, location);
    return location;
  }

  private static Map<String, String> settings(TableRequest request) {
    return request.manifestMinCountToMerge() == TableProperties.MANIFEST_MIN_MERGE_COUNT_DEFAULT
        ? Map.of()
        : Map.of(
            TableProperties.MANIFEST_MIN_MERGE_COUNT,
            Integer.toString(request.manifestMinCountToMerge()));
  }

  private static TableMetadata emptyTable(TableRequest request) {
    return TableMetadata.buildFromEmpty(FORMAT_VERSION)
        .assignUUID()
        .setLocation(request.location())
        .setCurrentSchema(IcebergSchemas.withoutDefaults(request.schema()), request.lastFieldId())
        .setDefaultPartitionSpec(PartitionSpec.unpartitioned())
        .setDefaultSortOrder(SortOrder.unsorted())
        .setProperties(Map.of())
        .build();
  }

  private void addSnapshot(
      InMemoryOperations operations, TableMetadata base, List<TableChange> changes) {
    BaseTable table = operations.table();
    if (changes.stream().allMatch(TableCommit::appendsOnly)) {
      List<DataFile> added = changes.stream().flatMap(change -> change.added().stream()).toList();
      if (!added.isEmpty()) {
        AppendFiles append = table.newAppend().scanManifestsWith(CallerRunsExecutor.INSTANCE);
        append.appendManifest(manifest(operations, added));
        append.commit();
      }
      return;
    }
    WorkingFiles state = WorkingFiles.of(base, io);
    changes.forEach(state::apply);
    List<DataFile> added = state.added();
    List<DeleteFile> deletes = state.addedDeletes();
    List<LiveFile> removed = state.removed();
    if (added.isEmpty() && deletes.isEmpty() && removed.isEmpty()) {
      return;
    }
    boolean withDeletes = removed.stream().anyMatch(file -> !file.deletes().isEmpty());
    if (added.isEmpty() && deletes.isEmpty() && !withDeletes) {
      DeleteFiles delete = table.newDelete().scanManifestsWith(CallerRunsExecutor.INSTANCE);
      removed.forEach(file -> delete.deleteFile(file.data()));
      delete.commit();
      return;
    }
    RowDelta delta = table.newRowDelta().scanManifestsWith(CallerRunsExecutor.INSTANCE);
    added.forEach(delta::addRows);
    deletes.forEach(delta::addDeletes);
    removed.forEach(
        file -> {
          delta.removeRows(file.data());
          file.deletes().forEach(delta::removeDeletes);
        });
    delta.commit();
  }

  /**
   * Writes a manifest of new files. This class writes the manifest itself, because Iceberg would
   * write it in its own pool; see {@link CallerRunsExecutor}.
   */
  private ManifestFile manifest(InMemoryOperations operations, List<DataFile> added) {
    String location = operations.metadataFileLocation(UUID.randomUUID() + "-m0.avro");
    ManifestWriter<DataFile> writer =
        ManifestFiles.write(
            FORMAT_VERSION, PartitionSpec.unpartitioned(), io.newOutputFile(location), null);
    try (writer) {
      added.forEach(writer::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toManifestFile();
  }

  private static boolean appendsOnly(TableChange change) {
    return !change.truncate() && change.removed().isEmpty() && change.deletes().isEmpty();
  }

  static int versionOf(String metadataLocation) {
    String name = metadataLocation.substring(metadataLocation.lastIndexOf('/') + 1);
    return Integer.parseInt(name.substring(0, name.indexOf('-')));
  }
}
