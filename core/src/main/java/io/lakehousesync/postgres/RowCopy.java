package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One kind of tracking: which rows are new, and how they get into the Iceberg table. Stateless. */
interface RowCopy {
  /** What is captured and what is not. */
  String guarantee(SyncTable table);

  /** What this kind of tracking misses on the table, one sentence each. */
  List<String> problems(SyncTable table, TableColumns columns);

  /**
   * Copies what is new, inside the caller's transaction.
   *
   * @return the rows that were written
   */
  long copy(Connection connection, SyncTable table, TableColumns columns) throws SQLException;
}
