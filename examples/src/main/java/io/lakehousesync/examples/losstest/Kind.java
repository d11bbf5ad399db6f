package io.lakehousesync.examples.losstest;

import io.lakehousesync.CopyResult;
import io.lakehousesync.examples.workload.WorkloadTable;
import java.sql.SQLException;

/** A kind of tracking under test, with its heap table and its Iceberg table. */
interface Kind extends WorkloadTable {
  /** What it promises, in words. */
  String promise();

  /** Copies one batch, in a transaction of its own. */
  CopyResult copyOnce() throws SQLException;
}
