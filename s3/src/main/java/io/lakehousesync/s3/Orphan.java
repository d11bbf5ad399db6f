package io.lakehousesync.s3;

import java.time.Duration;
import java.time.Instant;

/**
 * A file in a table's directory that no live snapshot refers to.
 *
 * @param uri the file
 * @param kind the directory in which it lies
 * @param sizeBytes its size
 * @param lastModified when it was written
 */
public record Orphan(String uri, Kind kind, long sizeBytes, Instant lastModified) {
  /** The directory of a table in which a file lies. */
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

  /** Returns how long before {@code instant} the file was written. */
  public Duration age(Instant instant) {
    return Duration.between(lastModified, instant);
  }
}
