package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.MetadataSummary;
import io.lakehousesync.verify.CatalogStanding;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the metadata file that a catalog serves with the committed file: by name, and if there
 * is a reader, also by content.
 *
 * @param reader reads the content of files; null to compare only names
 */
public record StandingCheck(@Nullable MetadataReader reader) {
  /**
   * Returns how the served file compares with the committed file.
   *
   * @param notes receives sentences about the files, for the report
   */
  CatalogStanding standing(
      Optional<MetadataLocation> served, MetadataLocation committed, Collection<String> notes) {
    CatalogStanding byName = CatalogStanding.of(served, committed);
    if (reader == null || served.isEmpty()) {
      return byName;
    }
    Optional<MetadataSummary> theirs = reader.summary(served.get());
    if (theirs.isEmpty()) {
      notes.add(
          "The catalog serves %s. This file does not exist any more: it was compared only by its name, and the catalog may soon fail to read it."
              .formatted(served.get()));
      return byName;
    }
    Optional<MetadataSummary> ours =
        byName == CatalogStanding.CURRENT ? theirs : reader.summary(committed);
    return ours.map(summary -> standing(byName, theirs.get(), summary)).orElse(byName);
  }

  private static CatalogStanding standing(
      CatalogStanding byName, MetadataSummary theirs, MetadataSummary ours) {
    if (!theirs.tableUuid().equals(ours.tableUuid())) {
      return CatalogStanding.ANOTHER_TABLE;
    } else if (byName != CatalogStanding.ANOTHER_TABLE) {
      return byName;
    }
    // This is the same table in another directory, such as in a copy of the bucket.
    long ahead = theirs.lastSequenceNumber() - ours.lastSequenceNumber();
    if (ahead == 0 && theirs.currentSnapshotId().equals(ours.currentSnapshotId())) {
      return CatalogStanding.CURRENT;
    }
    return ahead < 0 ? CatalogStanding.BEHIND : CatalogStanding.AHEAD;
  }
}
