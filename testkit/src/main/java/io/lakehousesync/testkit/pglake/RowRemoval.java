package io.lakehousesync.testkit.pglake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;

/**
 * Removes rows from a table's files as pg_lake does: a file that loses all rows goes, one that
 * loses more than a fifth is written again without them, and of any other the positions are marked.
 */
final class RowRemoval {
  private static final double MAX_DELETED_SHARE = 0.2;

  private final TableFiles files;
  private final TableRequest request;
  private final TableState state;
  private final List<DataFile> added = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final List<DeleteFile> deletes = new ArrayList<>();

  RowRemoval(TableFiles files, TableRequest request, TableState state) {
    this.files = files;
    this.request = request;
    this.state = state;
  }

  /**
   * Removes the rows of a file in binary COPY format.
   *
   * @throws EngineException if the table's files lack one of them
   */
  TableChange remove(Path oldRows) throws IOException {
    Schema schema = request.schema();
    RowMultiset wanted = RowMultiset.read(oldRows, schema);
    InclusiveMetricsEvaluator mayHoldRows =
        new InclusiveMetricsEvaluator(schema, RowFilter.of(wanted, schema));
    for (TableState.LiveFile file : state.files()) {
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

  private void removeFrom(TableState.LiveFile file, RowMultiset wanted) throws IOException {
    LiveRows.Split split = LiveRows.split(files.io(), file, request.schema(), wanted);
    if (split.positions().isEmpty()) {
      return;
    }
    long gone = file.rowCount() - split.kept();
    if (split.kept() == 0) {
      removed.add(file.path());
    } else if (gone > file.rowCount() * MAX_DELETED_SHARE) {
      removed.add(file.path());
      added.add(LiveRows.copyWithout(files, file, request, split.positions()));
    } else {
      deletes.add(files.writeDeletes(request.location(), file.data(), split.positions()));
    }
  }
}
