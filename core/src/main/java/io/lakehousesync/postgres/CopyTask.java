package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.time.Clock;

/**
 * One batch of one table to copy, in a transaction that is open and holds the table's lock.
 *
 * @param batchRows about how many rows the batch may have
 */
record CopyTask(
    Connection connection, SyncTable table, TableColumns columns, int batchRows, Clock clock) {
  /** The same task with other columns. */
  CopyTask with(TableColumns columns) {
    return new CopyTask(connection, table, columns, batchRows, clock);
  }
}
