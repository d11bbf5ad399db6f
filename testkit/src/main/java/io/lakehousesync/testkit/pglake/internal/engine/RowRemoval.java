package io.lakehousesync.testkit.pglake.internal.engine;

import io.lakehousesync.testkit.pglake.internal.rows.EngineException;
import io.lakehousesync.testkit.pglake.internal.rows.FileSkippingFilter;
import io.lakehousesync.testkit.pglake.internal.rows.LiveFile;
import io.lakehousesync.testkit.pglake.internal.rows.LiveRows;
import io.lakehousesync.testkit.pglake.internal.rows.RowMultiset;
import io.lakehousesync.testkit.pglake.internal.rows.TableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;

/**
 * Removes rows from a table's files as pg_lake does. A file that loses all of its rows is removed.
 * A file that loses more than a fifth of its rows is rewritten. For each other file, a delete file
 * lists the positions of the removed rows.
 */
final class RowRemoval {
  private static final double MAX_DELETED_SHARE = 0.2;

  private final TableFiles files;
  private final TableRequest request;
  private final WorkingFiles state;
  private final List<DataFile> added = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<DeleteFile> deletes = new ArrayList<>();

  RowRemoval(TableFiles files, TableRequest request, WorkingFiles state) {
    this.files = files;
    this.request = request;
    this.state = state;
  }

  /**
   * Removes the rows of a file in binary COPY format.
   *
   * @throws EngineException if one of the rows is not in the table's files
   */
  TableChange remove(Path oldRows) throws IOException {
    Schema schema = request.schema();
    RowMultiset wanted = RowMultiset.read(oldRows, schema);
    InclusiveMetricsEvaluator mayHoldRows =
        new InclusiveMetricsEvaluator(schema, FileSkippingFilter.of(wanted, schema));
    for (LiveFile file : state.files()) {
      if (wanted.isEmpty()) {
        break;
      }
      if (mayHoldRows.eval(file.data())) {
        removeFrom(file, wanted);
      }
    }
    if (!wanted.isEmpty()) {
      throw new EngineException(
          EngineException.INTERNAL_ERROR,
          "%d rows to delete are not in the files of %s"
              .formatted(wanted.rows().size(), request.location()));
    }
    return TableChange.of(added, removed, deletes);
  }

  private void removeFrom(LiveFile file, RowMultiset wanted) throws IOException {
    LiveRows.Split split = LiveRows.split(files.io(), file, request.schema(), wanted);
    if (split.positions().isEmpty()) {
      return;
    }
    long gone = file.rowCount() - split.kept();
    if (split.kept() == 0) {
      removed.add(file.path());
    } else if (gone > file.rowCount() * MAX_DELETED_SHARE) {
      removed.add(file.path());
      added.add(
          LiveRows.copyWithout(
              files, file, request.location(), request.schema(), split.positions()));
    } else {
      deletes.add(files.writeDeletes(request.location(), file.data(), split.positions()));
    }
  }
}
