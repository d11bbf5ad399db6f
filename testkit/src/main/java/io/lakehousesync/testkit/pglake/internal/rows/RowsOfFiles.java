package io.lakehousesync.testkit.pglake.internal.rows;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/** Reads the rows of several data files, except deleted rows. */
public final class RowsOfFiles implements TableFiles.Rows, Closeable {
  private final FileIO io;
  private final Schema schema;
  private final Set<Long> without;
  private final Iterator<LiveFile> rest;

  private CloseableIterable<Record> open = CloseableIterable.empty();
  private Iterator<Record> rows = List.<Record>of().iterator();
  private PositionDeleteIndex deleted = PositionDeleteIndex.empty();

  /**
   * Creates a reader of the rows in the files.
   *
   * @param without positions to skip in each file, in addition to deleted rows
   */
  public RowsOfFiles(FileIO io, Collection<LiveFile> files, Schema schema, Set<Long> without) {
    this.io = io;
    this.schema = schema;
    this.without = without;
    this.rest = files.iterator();
  }

  @Override
  public boolean next(GenericRecord target) {
    int columns = schema.columns().size();
    while (rows.hasNext() || openNext()) {
      Record row = rows.next();
      long position = (long) row.get(columns);
      if (!deleted.isDeleted(position) && !without.contains(position)) {
        for (int i = 0; i < columns; i++) {
          target.set(i, row.get(i));
        }
        return true;
      }
    }
    return false;
  }

  /** Opens the next file that contains a row. */
  private boolean openNext() {
    while (rest.hasNext()) {
      close();
      LiveFile file = rest.next();
      deleted = LiveRows.deletedPositions(io, file);
      open = LiveRows.read(io, file, schema);
      rows = open.iterator();
      if (rows.hasNext()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    try {
      open.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
