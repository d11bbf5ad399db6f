package io.lakehousesync;

import java.util.Optional;

/**
 * Makes a catalog serve a table at a given snapshot. The third of the three interfaces that a host
 * can implement.
 *
 * <p>Implementations are thread-safe, and run at most one refresh per table at a time.
 */
public interface CatalogRefresher {
  /**
   * Makes the catalog serve {@code table} at {@code location}, and reads back that it does.
   *
   * @return {@link RefreshResult.Refreshed} or {@link RefreshResult.Unchanged} only after the
   *     catalog itself has named the location, or one that {@link MetadataLocation#includes} it
   * @throws NotAppliedException if the catalog still serves what it served before
   * @throws OutcomeUnknownException if it could not be read back which snapshot it serves
   */
  RefreshResult refresh(SyncTable table, MetadataLocation location);

  /**
   * Asks which snapshot the catalog serves now, and changes nothing.
   *
   * <p>The default implementation does not know.
   *
   * @return the snapshot's metadata file; empty if the catalog has no such table, or cannot tell
   * @throws NotAppliedException if it could not be asked
   */
  default Optional<MetadataLocation> served(SyncTable table) {
    return Optional.empty();
  }

  /** A refresher for hosts without a catalog: it does nothing, and reports that. */
  static CatalogRefresher none() {
    return (table, location) -> new RefreshResult.NotServed("no catalog is configured");
  }
}
