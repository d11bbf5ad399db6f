package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CatalogFile} says.
 *
 * @param takenAt when it was true, by PostgreSQL's clock; null if the file does not say it
 * @param tables the committed location of each table
 */
record CatalogEntries(@Nullable Instant takenAt, Map<TableName, MetadataLocation> tables) {
  /** That of a locator without a catalog file. */
  static final CatalogEntries NONE = new CatalogEntries(null, Map.of());

  /** Five times the interval in which pg_lake writes the file without being asked. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  CatalogEntries {
    tables = Map.copyOf(tables);
  }

  Optional<MetadataLocation> location(TableName table) {
    return Optional.ofNullable(tables.get(table));
  }

  /** Whether pg_lake still writes the file. */
  boolean isFresh(Instant now) {
    return takenAt != null && takenAt.plus(FRESH).isAfter(now);
  }
}
