package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.spi.CopyResult;
import java.sql.SQLException;

/** A method of copying under test, with its heap table and its Iceberg table. */
public interface CopyMethod extends WorkloadTable {
  /** Describes what the method guarantees. */
  String promise();

  /** Copies one batch in one transaction. */
  CopyResult copyOnce() throws SQLException;

  /** Returns the result of a copy by SQL that does not know up to which time it is complete. */
  static CopyResult copied(long rows) {
    return rows == 0 ? CopyResult.exhausted(rows) : CopyResult.more(rows);
  }
}
