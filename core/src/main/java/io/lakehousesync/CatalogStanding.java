package io.lakehousesync;

import java.util.Optional;

/** What a catalog serves of a table, against what PostgreSQL has committed. */
public enum CatalogStanding {
  /** It serves what is committed. */
  CURRENT,
  /** It serves an earlier snapshot of the same table: the next refresh brings it forward. */
  BEHIND,
  /**
   * It serves a snapshot that PostgreSQL does not know, of an equal or later version. PostgreSQL
   * was restored, or a standby took over that lacked commits.
   */
  AHEAD,
  /** It serves another table: one that was dropped and created anew in PostgreSQL. */
  ANOTHER_TABLE,
  /** It has no such table, or none that its user may see. */
  MISSING;

  /**
   * Goes by the files' directories and versions.
   *
   * @param served what the catalog serves; empty if it does not serve the table
   * @param committed the newest committed snapshot
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
