package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.CopyFile;
import io.lakehousesync.testkit.pglake.internal.rows.TableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;

/** Writes the changes of one statement to S3, at the end of the statement. */
final class StatementWriter {
  private final TableFiles files;
  private final MetadataCache cache;

  StatementWriter(TableFiles files, MetadataCache cache) {
    this.files = files;
    this.cache = cache;
  }

  /**
   * Writes the changes, and returns them for PostgreSQL, which keeps them until COMMIT. The files
   * {@code oldRows} and {@code newRows} are in binary COPY format.
   */
  TableChange write(TableRequest request, Optional<Path> oldRows, Optional<Path> newRows) {
    try {
      TableChange change = TableChange.of(List.of(), List.of(), List.of());
      if (oldRows.isPresent()) {
        change = new RowRemoval(files, request, stateOf(request)).remove(oldRows.get());
      }
      if (newRows.isPresent()) {
        change = change.plus(writeRows(request.location(), request.schema(), newRows.get()));
      }
      return change;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataFile writeRows(String location, Schema schema, Path rows) throws IOException {
    try (CopyFile in = new CopyFile(rows, schema)) {
      return files.writeRows(location, schema, in::next);
    }
  }

  private WorkingFiles stateOf(TableRequest request) {
    WorkingFiles state =
        request
            .baseLocation()
            .map(base -> WorkingFiles.of(cache.read(base), files.io()))
            .orElseGet(WorkingFiles::empty);
    request.changes().forEach(state::apply);
    return state;
  }
}
