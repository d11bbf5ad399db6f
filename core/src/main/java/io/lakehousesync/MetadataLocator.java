package io.lakehousesync;

import java.util.Collection;
import java.util.Map;

/**
 * Finds the metadata file of the newest committed snapshot of Iceberg tables. The second of the
 * three interfaces that a host can implement. Implementations are thread-safe.
 */
public interface MetadataLocator {
  /**
   * Looks up all tables at once, after their commits.
   *
   * @return the location of each table that was found; a table that is not there has no entry
   * @throws NotAppliedException if the look-up failed
   */
  Map<TableName, MetadataLocation> locate(Collection<TableName> icebergTables);
}
