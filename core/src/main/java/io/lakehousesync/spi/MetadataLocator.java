package io.lakehousesync.spi;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.TableName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the metadata file of each Iceberg table's newest committed snapshot. The second of the
 * three interfaces that a host can implement. Implementations are thread-safe. If the calling
 * thread is interrupted, a method either finishes or throws one of its documented exceptions, and
 * the thread stays interrupted.
 *
 * <p>The artifact {@code lakehouse-sync-contract-tests} has tests of these rules, to inherit.
 */
public interface MetadataLocator {
  /**
   * Looks up the metadata files of several tables.
   *
   * @return the result for each table; a table that does not exist has no entry
   * @throws NotAppliedException if the lookup failed
   */
  Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables);

  /**
   * Looks up several tables, and returns the metadata files that the catalog may serve. A table
   * that does not exist, or whose files are {@link LocatedMetadata.Unconfirmed}, has no entry.
   *
   * @throws NotAppliedException if the lookup failed
   */
  default Map<TableName, MetadataLocation> locations(Collection<TableName> icebergTables) {
    Map<TableName, MetadataLocation> locations = new LinkedHashMap<>();
    locate(icebergTables)
        .forEach(
            (table, located) ->
                located.location().ifPresent(location -> locations.put(table, location)));
    return locations;
  }

  /**
   * Looks up the current metadata file of a table, and runs an action with the result. If several
   * hosts use the same database, only one of them at a time runs an action for a table. Therefore a
   * host cannot move the catalog back to a snapshot that is older than the snapshot that another
   * host has set.
   *
   * <p>An exception of the action reaches the caller, and does not prevent later calls.
   *
   * <p>The default implementation does not exclude other hosts. It is for a single host.
   *
   * @throws NotAppliedException if the lookup failed, the table does not exist, or the wait for
   *     another host timed out. In these cases, the action was not run
   */
  default void withNewest(TableName icebergTable, Consumer<LocatedMetadata> action) {
    LocatedMetadata newest = locate(List.of(icebergTable)).get(icebergTable);
    if (newest == null) {
      throw missing(icebergTable);
    }
    action.accept(newest);
  }

  /** Returns the exception for a table that does not exist. */
  static NotAppliedException missing(TableName icebergTable) {
    return new NotAppliedException(
        NotAppliedException.Retry.POINTLESS,
        ("No metadata file was found for Iceberg table %s. Rows that were copied are committed; the"
                + " catalog was not changed. Check that the table exists, is an Iceberg table, and is"
                + " visible to this user.")
            .formatted(icebergTable),
        null);
  }
}
