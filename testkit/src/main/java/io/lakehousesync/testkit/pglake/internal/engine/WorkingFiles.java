package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.LiveFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * The files of a table, as the open transaction sees them: the files of the current snapshot,
 * changed by the transaction.
 */
final class WorkingFiles {
  private final Map<String, LiveFile> committed;
  private final Map<String, LiveFile> live;

  private WorkingFiles(Map<String, LiveFile> committed) {
    this.committed = committed;
    this.live = new LinkedHashMap<>();
    committed.forEach(
        (path, file) -> live.put(path, new LiveFile(file.data(), new ArrayList<>(file.deletes()))));
  }

  static WorkingFiles of(TableMetadata metadata, FileIO io) {
    Map<String, LiveFile> files = new LinkedHashMap<>();
    if (metadata.currentSnapshot() != null) {
      BaseTable table = new InMemoryOperations(io, metadata).table();
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().planWith(CallerRunsExecutor.INSTANCE).includeColumnStats().planFiles()) {
        tasks.forEach(
            task -> files.put(task.file().location(), new LiveFile(task.file(), task.deletes())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new WorkingFiles(files);
  }

  static WorkingFiles empty() {
    return new WorkingFiles(Map.of());
  }

  void apply(TableChange change) {
    if (change.truncate()) {
      live.clear();
    }
    change
        .added()
        .forEach(file -> live.put(file.location(), new LiveFile(file, new ArrayList<>())));
    change.removed().forEach(live::remove);
    for (DeleteFile delete : change.deletes()) {
      LiveFile file = live.get(ContentFileUtil.referencedDataFileLocation(delete));
      if (file == null) {
        throw new IllegalStateException("The table has no data file for the delete file " + delete);
      }
      file.deletes().add(delete);
    }
  }

  Collection<LiveFile> files() {
    return live.values();
  }

  /** Returns the data files that the snapshot contains and that the transaction has removed. */
  List<LiveFile> removed() {
    return committed.values().stream().filter(file -> !live.containsKey(file.path())).toList();
  }

  /** Returns the data files that the transaction has added. */
  List<DataFile> added() {
    return live.values().stream()
        .filter(file -> !committed.containsKey(file.path()))
        .map(LiveFile::data)
        .toList();
  }

  /** Returns the position delete files that the transaction has added. */
  List<DeleteFile> addedDeletes() {
    List<DeleteFile> added = new ArrayList<>();
    for (LiveFile file : live.values()) {
      LiveFile before = committed.get(file.path());
      int known = before == null ? 0 : before.deletes().size();
      added.addAll(file.deletes().subList(known, file.deletes().size()));
    }
    return added;
  }
}
