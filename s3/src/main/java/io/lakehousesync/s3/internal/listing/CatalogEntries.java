package io.lakehousesync.s3.internal.listing;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@link CatalogFile}.
 *
 * @param takenAt the time of the entries, by PostgreSQL's clock; null if the file does not contain
 *     the time
 * @param tables the committed location of each table
 */
public record CatalogEntries(@Nullable Instant takenAt, Map<TableName, MetadataLocation> tables) {
  /** The entries of a locator without a catalog file. */
  public static final CatalogEntries NONE = new CatalogEntries(null, Map.of());

  /** Five times the interval at which pg_lake writes the file if there are no commits. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  public CatalogEntries {
    tables = Map.copyOf(tables);
  }

  public Optional<MetadataLocation> location(TableName table) {
    return Optional.ofNullable(tables.get(table));
  }

  /** Returns whether pg_lake still writes the file. False if the file does not contain its time. */
  public boolean isFresh(Instant now) {
    return takenAt != null && takenAt.plus(FRESH).isAfter(now);
  }
}
