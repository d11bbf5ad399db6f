package io.lakehousesync.verify;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.text.Printable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of comparing a catalog with the Iceberg table, and what to do. {@link
 * VerifyReport#differences()} lists the rows that differ.
 *
 * @param standing how the served snapshot compares with the committed one; empty if the comparison
 *     was not completed, because the catalog's snapshot changed during each attempt
 * @param served the metadata file that the catalog serves; empty if it does not serve the table
 * @param committed the newest committed metadata file, whose rows were compared
 * @param rows the number of the catalog's rows that were compared
 * @param problem why the rows could not all be compared. Only a catalog that is {@link
 *     CatalogStanding#BEHIND} can have this problem. Empty if there was no such problem
 * @param cure what makes the catalog serve the committed rows
 */
public record CatalogVerdict(
    Optional<CatalogStanding> standing,
    Optional<MetadataLocation> served,
    MetadataLocation committed,
    long rows,
    Optional<String> problem,
    Cure cure) {
  /** What makes the catalog serve the committed rows. */
  public enum Cure {
    /** Nothing has to be done. */
    NONE,
    /** A refresh to the newest snapshot. */
    REFRESH,
    /**
     * The catalog's table must be created anew at the newest snapshot, for example by {@code
     * SnowflakeRefresher.replace}. A person must decide whether to do this.
     */
    REPLACE
  }

  /** Checks that nothing is null. */
  public CatalogVerdict {
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(committed, "committed");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(cure, "cure");
  }

  /** Returns whether the catalog was compared, and needs at most a refresh. */
  public boolean agrees() {
    return isCompared() && !differs();
  }

  /** Returns whether the catalog has no such table, or needs more than a refresh. */
  public boolean differs() {
    return cure == Cure.REPLACE || standing.filter(CatalogStanding.MISSING::equals).isPresent();
  }

  /**
   * Returns whether the comparison was completed. Returns false if the catalog's snapshot changed
   * during each attempt, or if there was a {@link #problem}.
   */
  public boolean isCompared() {
    return standing.isPresent() && problem.isEmpty();
  }

  /** Returns the verdict for a log line. */
  @Override
  public String toString() {
    String word =
        standing
            .map(known -> known.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .orElse("not compared");
    if (standing.filter(CatalogStanding.CURRENT::equals).isPresent()) {
      return Printable.escape("%s: serves %s%s".formatted(word, committed.fileName(), advice()));
    }
    return Printable.escape(
        "%s: serves %s, committed is %s%s"
            .formatted(
                word,
                served.map(MetadataLocation::fileName).orElse("nothing"),
                committed.fileName(),
                advice()));
  }

  private String advice() {
    return switch (cure) {
      case NONE -> "";
      case REFRESH -> "; a refresh cures it";
      case REPLACE -> "; its table must be created anew";
    };
  }
}
