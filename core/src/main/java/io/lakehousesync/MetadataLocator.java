package io.lakehousesync;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

  /**
   * Looks a table up again, and runs an action with its newest location. Of all hosts with such a
   * locator over the same database, one at a time does so for a table: none can take the catalog
   * back to a snapshot that another one has passed.
   *
   * <p>The default implementation keeps nobody out, and is fit for a single host.
   *
   * @throws NotAppliedException if the look-up failed, the table is not there, or others hold it
   *     for too long; the action was not run
   */
  default void withNewest(TableName icebergTable, Consumer<MetadataLocation> action) {
    MetadataLocation newest = locate(List.of(icebergTable)).get(icebergTable);
    if (newest == null) {
      throw missing(icebergTable);
    }
    action.accept(newest);
  }

  /** The failure of a table that is not there. */
  static NotAppliedException missing(TableName icebergTable) {
    return new NotAppliedException(
        NotAppliedException.Retry.POINTLESS,
        ("No metadata location for Iceberg table %s. Rows that were copied are committed; the"
                + " catalog was not touched. If the table is gone, run the set-up (PgLakeSetup);"
                + " else check that it is an Iceberg table which this user can see.")
            .formatted(icebergTable),
        null);
  }
}
