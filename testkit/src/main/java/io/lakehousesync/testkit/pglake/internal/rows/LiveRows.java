package io.lakehousesync.testkit.pglake.internal.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Reads the rows of a data file, except deleted rows, with their positions. */
public final class LiveRows {
  private LiveRows() {}

  /**
   * A file's rows, split into wanted and other rows.
   *
   * @param positions the positions of the wanted rows
   * @param kept the number of other rows
   */
  public record Split(List<Long> positions, long kept) {}

  /** Finds the wanted rows in the file, and removes them from {@code wanted}. */
  public static Split split(FileIO io, LiveFile file, Schema schema, RowMultiset wanted)
      throws IOException {
    int columns = schema.columns().size();
    List<Long> positions = new ArrayList<>();
    long kept = 0;
    PositionDeleteIndex deleted = deletedPositions(io, file);
    try (CloseableIterable<Record> rows = read(io, file, schema)) {
      for (Record row : rows) {
        long position = (long) row.get(columns);
        if (deleted.isDeleted(position)) {
          continue;
        }
        if (wanted.remove(row, columns)) {
          positions.add(position);
        } else {
          kept++;
        }
      }
    }
    return new Split(positions, kept);
  }

  /**
   * Writes a copy of the file, without the rows at the given positions and without deleted rows.
   */
  public static DataFile copyWithout(
      TableFiles files, LiveFile file, String tableLocation, Schema schema, List<Long> positions) {
    try (RowsOfFiles rows =
        new RowsOfFiles(files.io(), List.of(file), schema, new HashSet<>(positions))) {
      return files.writeRows(tableLocation, schema, rows);
    }
  }

  static PositionDeleteIndex deletedPositions(FileIO io, LiveFile file) {
    if (file.deletes().isEmpty()) {
      return PositionDeleteIndex.empty();
    }
    return new BaseDeleteLoader(delete -> io.newInputFile(delete.location()))
        .loadPositionDeletes(file.deletes(), file.path());
  }

  /** Reads the rows of a file. The last value of each row is its position in the file. */
  static CloseableIterable<Record> read(FileIO io, LiveFile file, Schema schema) {
    List<Types.NestedField> fields = new ArrayList<>(schema.columns());
    fields.add(MetadataColumns.ROW_POSITION);
    Schema projection = new Schema(fields);
    return Parquet.read(io.newInputFile(file.path()))
        .project(projection)
        .createReaderFunc(
            fileSchema ->
                GenericParquetReaders.buildReader(projection, fileSchema, new HashMap<>()))
        .build();
  }
}
