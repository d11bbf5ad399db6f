package io.lakehousesync.postgres;

import io.lakehousesync.CatalogStanding;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataReader;
import io.lakehousesync.MetadataSummary;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Places the file that a catalog serves beside the committed one: by their names, and with a reader
 * also by what stands in them.
 */
record ServedFile(@Nullable MetadataReader reader) {
  /**
   * The one against the other.
   *
   * @param notes takes what a person should know of the files
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
          "The catalog serves %s, which is not there any more: it is judged by its name, and the catalog may soon fail to read it."
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
    // The same table in another directory, such as a copy of the bucket.
    long ahead = theirs.lastSequenceNumber() - ours.lastSequenceNumber();
    if (ahead == 0 && theirs.currentSnapshotId().equals(ours.currentSnapshotId())) {
      return CatalogStanding.CURRENT;
    }
    return ahead < 0 ? CatalogStanding.BEHIND : CatalogStanding.AHEAD;
  }
}
