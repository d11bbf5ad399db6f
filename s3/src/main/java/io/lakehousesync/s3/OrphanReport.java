package io.lakehousesync.s3;

import io.lakehousesync.spi.MetadataLocation;
import java.time.Instant;
import java.util.List;

/**
 * The files in a table's directory that no live snapshot refers to.
 *
 * @param newest the metadata file that determines which files are live
 * @param at when the report was started
 * @param orphans the files, in the order of their keys
 * @param scanned the number of files in the directories
 * @param alive how many of these files are live
 * @param young how many of these files are not live, but younger than the minimum age
 * @param later metadata files of any age that have a higher version than {@code newest}, and that
 *     {@code newest} does not list. Such a file comes from a failed commit or from a later commit.
 *     If it comes from a later commit, the orphans may include files of this commit. Find out which
 *     case it is before you delete anything
 */
public record OrphanReport(
    MetadataLocation newest,
    Instant at,
    List<Orphan> orphans,
    long scanned,
    long alive,
    long young,
    List<MetadataLocation> later) {

  /** Copies the lists. */
  public OrphanReport {
    orphans = List.copyOf(orphans);
    later = List.copyOf(later);
  }

  /** Returns the number of orphans of a kind. */
  public long count(Orphan.Kind kind) {
    return orphans.stream().filter(orphan -> orphan.kind() == kind).count();
  }

  /** Returns the total size of the orphans of a kind. */
  public long bytes(Orphan.Kind kind) {
    return orphans.stream()
        .filter(orphan -> orphan.kind() == kind)
        .mapToLong(Orphan::sizeBytes)
        .sum();
  }
}
