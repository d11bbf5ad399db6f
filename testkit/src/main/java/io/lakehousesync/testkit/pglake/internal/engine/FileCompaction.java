package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.LiveFile;
import io.lakehousesync.testkit.pglake.internal.rows.RowsOfFiles;
import io.lakehousesync.testkit.pglake.internal.rows.TableFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites several small files as one, as pg_lake's VACUUM does. It selects files that are smaller
 * than half of the target size, and files that lost more than a fifth of their rows. If it has
 * selected too few files, it does nothing.
 */
final class FileCompaction {
  private static final long TARGET_SIZE = 512L << 20;
  private static final long SMALL = TARGET_SIZE / 2;
  private static final long FULL = TARGET_SIZE / 4 * 3;
  private static final double MAX_DELETED_SHARE = 0.2;
  private static final int MOST_FILES = 1000;

  private final TableFiles files;
  private final TableRequest request;

  FileCompaction(TableFiles files, TableRequest request) {
    this.files = files;
    this.request = request;
  }

  /**
   * Writes the new file.
   *
   * @param minInputFiles the minimum number of selected files for a compaction. If the total size
   *     of the selected files exceeds a limit, fewer files are enough
   * @return the change, or empty if there is nothing to compact
   */
  Optional<TableChange> compact(WorkingFiles state, int minInputFiles) {
    List<LiveFile> candidates = new ArrayList<>();
    long size = 0;
    for (LiveFile file : state.files()) {
      if (candidates.size() < MOST_FILES && size <= FULL && isCandidate(file)) {
        candidates.add(file);
        size += file.data().fileSizeInBytes();
      }
    }
    boolean enough = candidates.size() >= minInputFiles || size > FULL;
    boolean alone = candidates.size() == 1 && !hasLostMany(candidates.get(0));
    return candidates.isEmpty() || !enough || alone
        ? Optional.empty()
        : Optional.of(rewrite(candidates));
  }

  private static boolean isCandidate(LiveFile file) {
    return file.data().fileSizeInBytes() < SMALL || hasLostMany(file);
  }

  private static boolean hasLostMany(LiveFile file) {
    long lost = file.deletes().stream().mapToLong(deletes -> deletes.recordCount()).sum();
    return lost > file.rowCount() * MAX_DELETED_SHARE;
  }

  private TableChange rewrite(List<LiveFile> candidates) {
    try (RowsOfFiles rows = new RowsOfFiles(files.io(), candidates, request.schema(), Set.of())) {
      return TableChange.of(
          List.of(files.writeRows(request.location(), request.schema(), rows)),
          candidates.stream().map(LiveFile::path).toList(),
          List.of());
    }
  }
}
