package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.time.Clock;

/**
 * The copy of one batch of a table, in an open transaction that holds the table's lock.
 *
 * @param size the approximate limit of the batch
 * @param measured the sizes of rows that were measured before they are copied
 */
public record CopyTask(
    Connection connection,
    SyncTable table,
    TableColumns columns,
    BatchSize size,
    Clock clock,
    MeasuredRows measured) {
  /** Creates a task that has measured nothing yet. */
  public CopyTask(
      Connection connection, SyncTable table, TableColumns columns, BatchSize size, Clock clock) {
    this(connection, table, columns, size, clock, new MeasuredRows());
  }

  /** Returns the rows of the heap table, as copies read their values. */
  public HeapRows heapRows() {
    return new HeapRows(table, columns);
  }

  /** Returns how rows are written. */
  public WriteMode mode() {
    return columns.mode(table);
  }

  /** Returns the same task with other columns. */
  public CopyTask with(TableColumns columns) {
    return new CopyTask(connection, table, columns, size, clock, measured);
  }
}
