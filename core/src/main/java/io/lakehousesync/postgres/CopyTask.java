package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.time.Clock;

/**
 * One batch of one table to copy, in a transaction that is open and holds the table's lock.
 *
 * @param size about how much the batch may copy
 */
record CopyTask(
    Connection connection, SyncTable table, TableColumns columns, BatchSize size, Clock clock) {
  /** The same task with other columns. */
  CopyTask with(TableColumns columns) {
    return new CopyTask(connection, table, columns, size, clock);
  }
}
