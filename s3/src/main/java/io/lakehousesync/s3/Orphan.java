package io.lakehousesync.s3;

import java.time.Duration;
import java.time.Instant;

/**
 * A file in a table's directory to which no live snapshot refers.
 *
 * @param uri the file
 * @param kind in which directory it lies
 * @param sizeBytes its size
 * @param lastModified when it was written
 */
public record Orphan(String uri, Kind kind, long sizeBytes, Instant lastModified) {
  /** In which directory of the table a file lies. */
  public enum Kind {
    /** In {@code metadata/}: metadata files, manifest lists, manifests, statistics. */
    METADATA("metadata/"),
    /** In {@code data/}: data files and delete files. */
    DATA("data/");

    private final String directory;

    Kind(String directory) {
      this.directory = directory;
    }

    String directory() {
      return directory;
    }
  }

  /** How long before {@code instant} it was written. */
  public Duration age(Instant instant) {
    return Duration.between(lastModified, instant);
  }
}
