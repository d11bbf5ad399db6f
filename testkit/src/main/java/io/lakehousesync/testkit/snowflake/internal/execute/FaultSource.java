package io.lakehousesync.testkit.snowflake.internal.execute;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Optional;

/** The faults that tests have set. */
public interface FaultSource {
  /**
   * Returns the first fault for a statement. If the fault is for one request only, also removes it.
   */
  Optional<RequestFault> take(String sql);

  /** Does the same as {@link #take}, but considers only faults that are SQL errors. */
  Optional<SnowflakeError> takeSqlError(String sql);

  /** Waits until the faults are cleared. */
  void awaitClear() throws InterruptedException;

  /** Removes all faults, and ends each {@link #awaitClear}. */
  void clear();
}
