package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import java.time.Instant;
import java.util.List;

/**
 * The files in a table's directory that no live snapshot refers to.
 *
 * @param newest the metadata file that says what is alive
 * @param at when the report was begun
 * @param orphans the files, in the order of their keys
 * @param scanned how many files the directories hold
 * @param alive how many of them are referred to
 * @param young how many of them are not referred to, but are too young to tell
 * @param later metadata files, of any age, that bear a higher number than {@code newest} and that
 *     it does not know. Each is left from a commit that failed, or else {@code newest} is not the
 *     newest, and files of later commits may be among the orphans: settle that before anything is
 *     deleted
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

  /** How many orphans there are of a kind. */
  public long count(Orphan.Kind kind) {
    return orphans.stream().filter(orphan -> orphan.kind() == kind).count();
  }

  /** The size of all orphans of a kind. */
  public long bytes(Orphan.Kind kind) {
    return orphans.stream()
        .filter(orphan -> orphan.kind() == kind)
        .mapToLong(Orphan::sizeBytes)
        .sum();
  }
}
