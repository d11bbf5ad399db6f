package io.lakehousesync.postgres;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.MetadataLocation;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which snapshot the catalog serves, beside the one that PostgreSQL has committed, and what cures
 * it. How its rows differ stands in {@link VerifyReport#differences()}.
 *
 * @param standing the one against the other; empty if one of the two moved on during each of
 *     several attempts, so that nothing was compared
 * @param served the metadata file that the catalog serves; empty if it does not serve the table
 * @param committed the newest one, whose rows were compared
 * @param rows rows that the catalog has, as far as they were compared
 * @param cure what makes the catalog serve the committed rows
 */
public record CatalogVerdict(
    Optional<CatalogStanding> standing,
    Optional<MetadataLocation> served,
    MetadataLocation committed,
    long rows,
    Cure cure) {
  /** What makes the catalog serve the committed rows. */
  public enum Cure {
    /** There is nothing to cure. */
    NONE,
    /** A refresh to the newest snapshot. */
    REFRESH,
    /**
     * The catalog's table must be created anew at the newest snapshot, such as by {@code
     * SnowflakeRefresher.replace}: for a person to decide.
     */
    REPLACE
  }

  /** Checks that nothing is missing. */
  public CatalogVerdict {
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(committed, "committed");
    Objects.requireNonNull(cure, "cure");
  }

  /** Whether it was compared, and needs no more than the next refresh. */
  public boolean agrees() {
    return cure != Cure.REPLACE
        && standing.filter(found -> found != CatalogStanding.MISSING).isPresent();
  }

  /** The verdict in words. */
  @Override
  public String toString() {
    String word =
        standing
            .map(known -> known.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .orElse("moving");
    if (standing.filter(CatalogStanding.CURRENT::equals).isPresent()) {
      return "%s: serves %s%s".formatted(word, committed.fileName(), advice());
    }
    return "%s: serves %s, committed is %s%s"
        .formatted(
            word,
            served.map(MetadataLocation::fileName).orElse("nothing"),
            committed.fileName(),
            advice());
  }

  private String advice() {
    return switch (cure) {
      case NONE -> "";
      case REFRESH -> "; a refresh cures it";
      case REPLACE -> "; its table must be created anew";
    };
  }
}
