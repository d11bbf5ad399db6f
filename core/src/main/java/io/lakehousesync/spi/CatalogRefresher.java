package io.lakehousesync.spi;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * Makes a catalog serve a table at a given snapshot. The third of the three interfaces that a host
 * can implement.
 *
 * <p>Implementations are thread-safe. They never run two refreshes of the same table at the same
 * time. If the calling thread is interrupted, a method either finishes or throws one of its
 * documented exceptions, and the thread stays interrupted.
 *
 * <p>The artifact {@code lakehouse-sync-contract-tests} has tests of these rules, to inherit.
 */
public interface CatalogRefresher {
  /**
   * Makes the catalog serve {@code table} at {@code location}, and reads back which location the
   * catalog serves. Never moves the catalog to an older snapshot of the table, or to a snapshot of
   * another table. A call with the location that the catalog already serves changes nothing.
   *
   * @return {@link RefreshResult.Refreshed} or {@link RefreshResult.Unchanged} only after the
   *     catalog itself has named this location, or a later location of the same table ({@link
   *     MetadataLocation#includes})
   * @throws NotAppliedException if the catalog still serves the snapshot that it served before, for
   *     example because {@code location} is older, belongs to another table, or does not exist
   * @throws OutcomeUnknownException if the read-back failed, so that the served snapshot is unknown
   */
  RefreshResult refresh(SyncTable table, MetadataLocation location);

  /**
   * Returns the snapshot that the catalog serves now. Changes nothing.
   *
   * <p>The default implementation returns empty.
   *
   * @return the snapshot's metadata file; empty if the catalog has no such table, or the snapshot
   *     is unknown
   * @throws NotAppliedException if the catalog could not be asked
   */
  default Optional<MetadataLocation> served(SyncTable table) {
    return Optional.empty();
  }

  /**
   * Returns why this refresher cannot serve all of these tables, and what to do, one sentence each.
   * For example, two tables have the same name in the catalog. Called when a sync is built. Makes
   * no calls to the catalog.
   *
   * <p>The default implementation returns no problems.
   */
  default List<String> problems(List<SyncTable> tables) {
    return List.of();
  }

  /**
   * Returns a refresher for hosts without a catalog. It returns {@link RefreshResult.NotServed}.
   */
  static CatalogRefresher none() {
    return (table, location) -> new RefreshResult.NotServed("no catalog is configured");
  }
}
