package io.lakehousesync.testkit.pglake;

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
 * The files of which a table consists: those of its snapshot, and on top of them what a transaction
 * changed so far.
 */
final class TableState {

  /** A data file, and the files that delete rows of it. */
  record LiveFile(DataFile data, List<DeleteFile> deletes) {
    long rowCount() {
      return data.recordCount();
    }

    String path() {
      return data.location();
    }
  }

  private final Map<String, LiveFile> committed;
  private final Map<String, LiveFile> live;

  private TableState(Map<String, LiveFile> committed) {
    this.committed = committed;
    this.live = new LinkedHashMap<>();
    committed.forEach(
        (path, file) -> live.put(path, new LiveFile(file.data(), new ArrayList<>(file.deletes()))));
  }

  static TableState of(TableMetadata metadata, FileIO io) {
    Map<String, LiveFile> files = new LinkedHashMap<>();
    if (metadata.currentSnapshot() != null) {
      BaseTable table = new CapturedOperations(io, metadata).table();
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().planWith(CallerRuns.INSTANCE).includeColumnStats().planFiles()) {
        tasks.forEach(
            task -> files.put(task.file().location(), new LiveFile(task.file(), task.deletes())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new TableState(files);
  }

  static TableState empty() {
    return new TableState(Map.of());
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
        throw new IllegalStateException("deleted rows of a file that is not there: " + delete);
      }
      file.deletes().add(delete);
    }
  }

  Collection<LiveFile> files() {
    return live.values();
  }

  /** Data files of the snapshot that are gone now. */
  List<LiveFile> removed() {
    return committed.values().stream().filter(file -> !live.containsKey(file.path())).toList();
  }

  /** Data files that the snapshot does not have. */
  List<DataFile> added() {
    return live.values().stream()
        .filter(file -> !committed.containsKey(file.path()))
        .map(LiveFile::data)
        .toList();
  }

  /** Files of deleted positions that the snapshot does not have. */
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
