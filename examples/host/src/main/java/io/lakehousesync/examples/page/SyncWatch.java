package io.lakehousesync.examples.page;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.TableHealth;
import io.lakehousesync.postgres.report.MaintenanceReport;
import java.util.List;

/**
 * Watches a sync for its page and its report. The methods of this interface do nothing; {@link
 * PageOptions#watch} returns an object that does what the options ask for. Thread-safe.
 */
public interface SyncWatch extends AutoCloseable {
  /** Adds the listeners that the watch needs. Returns the builder. */
  default LakehouseSyncBuilder listenersOn(LakehouseSyncBuilder builder) {
    return builder;
  }

  /**
   * Begins to watch, and opens the page. After {@link #close}, does nothing.
   *
   * @throws io.lakehousesync.examples.cli.UserException if the page cannot be opened
   */
  default void begin(LakehouseSync sync) {}

  /** Records what the maintenance has found. */
  default void maintained(MaintenanceReport report) {}

  /**
   * Shows the last state of the tables, and writes the report. If {@link #begin} was not called,
   * does nothing.
   */
  default void end(List<TableHealth> last) {}

  /** Closes the page. Calling this more than once is harmless. */
  @Override
  default void close() {}
}
