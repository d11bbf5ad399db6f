package io.lakehousesync.examples.workload;

import io.lakehousesync.CopyResult;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** A way to copy under test, with its heap table and its Iceberg table. */
public interface Kind extends WorkloadTable {
  /** What it promises, in words. */
  String promise();

  /** Copies one batch, in a transaction of its own. */
  CopyResult copyOnce() throws SQLException;

  /** The result of SQL that does not know how far it is complete. */
  static CopyResult copied(long rows) {
    return new CopyResult(
        rows,
        OptionalLong.empty(),
        rows == 0 ? CopyResult.Remaining.NONE : CopyResult.Remaining.READY,
        Optional.empty(),
        Optional.empty());
  }
}
