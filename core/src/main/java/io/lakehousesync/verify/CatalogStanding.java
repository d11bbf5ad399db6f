package io.lakehousesync.verify;

import io.lakehousesync.spi.MetadataLocation;
import java.util.Optional;

/**
 * The result of comparing the snapshot that a catalog serves with the snapshot that PostgreSQL has
 * committed.
 */
public enum CatalogStanding {
  /** The catalog serves the committed snapshot. */
  CURRENT,
  /** The catalog serves an earlier snapshot of the same table. The next refresh corrects this. */
  BEHIND,
  /**
   * The catalog serves a snapshot that PostgreSQL does not know. The version of this snapshot is
   * equal to the version of the committed snapshot, or higher. Possible causes: PostgreSQL was
   * restored, or a standby that did not have the last commits took over.
   */
  AHEAD,
  /**
   * The catalog serves another table, such as a table that was dropped and created anew in
   * PostgreSQL.
   */
  ANOTHER_TABLE,
  /** The catalog has no such table, or the user of the reader has no privilege to see it. */
  MISSING;

  /**
   * Compares the directories and the versions of the files.
   *
   * @param served the metadata file that the catalog serves; empty if it does not serve the table
   * @param committed the metadata file of the newest committed snapshot
   */
  public static CatalogStanding of(Optional<MetadataLocation> served, MetadataLocation committed) {
    if (served.isEmpty()) {
      return MISSING;
    }
    MetadataLocation now = served.get();
    if (now.equals(committed)) {
      return CURRENT;
    }
    if (!now.directory().equals(committed.directory())) {
      return ANOTHER_TABLE;
    }
    return committed.includes(now) ? BEHIND : AHEAD;
  }
}
