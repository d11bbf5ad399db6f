package io.lakehousesync.s3.metadata;

import io.lakehousesync.spi.MetadataLocation;
import java.util.List;
import java.util.Optional;

/**
 * The result of listing a table.
 *
 * @param confirmed the newest file that is known to be committed, because a later commit has built
 *     on it; empty if there is none
 * @param unconfirmed the files of the newest version. At most one of these files is committed. If a
 *     commit fails after its upload, its file stays
 */
public record ListedTable(
    Optional<MetadataLocation> confirmed, List<MetadataLocation> unconfirmed) {
  /** Copies the list. */
  public ListedTable {
    unconfirmed = List.copyOf(unconfirmed);
  }
}
