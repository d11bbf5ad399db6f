package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;

/**
 * One batch of one table to copy, in a transaction that is open and holds the table's lock.
 *
 * @param size about how much the batch may copy
 * @param measured the bytes of the batch, as far as {@link BatchSize#end} has measured it
 */
record CopyTask(
    Connection connection,
    SyncTable table,
    TableColumns columns,
    BatchSize size,
    Clock clock,
    LongAdder measured) {
  CopyTask(
      Connection connection, SyncTable table, TableColumns columns, BatchSize size, Clock clock) {
    this(connection, table, columns, size, clock, new LongAdder());
  }

  /** The same task with other columns. */
  CopyTask with(TableColumns columns) {
    return new CopyTask(connection, table, columns, size, clock, measured);
  }
}
