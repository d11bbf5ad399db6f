package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import java.util.List;
import java.util.Optional;

/**
 * What a listing says of a table.
 *
 * @param confirmed the newest file that is known to be committed, because a later one was written
 *     on top of it; empty if there is none
 * @param unconfirmed the files of the newest version. One of them is the newest commit, or none: a
 *     commit that failed after its upload leaves its file behind
 */
public record ListedTable(
    Optional<MetadataLocation> confirmed, List<MetadataLocation> unconfirmed) {
  /** Copies the list. */
  public ListedTable {
    unconfirmed = List.copyOf(unconfirmed);
  }
}
