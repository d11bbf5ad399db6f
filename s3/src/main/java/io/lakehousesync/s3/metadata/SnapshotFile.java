package io.lakehousesync.s3.metadata;

import java.util.Objects;

/**
 * A file of a snapshot.
 *
 * @param uri the location of the file
 * @param content what it contains
 * @param format Iceberg's name of the file format, in upper case: {@code PARQUET}, {@code PUFFIN}
 * @param records its number of rows
 * @param sizeBytes its size
 */
public record SnapshotFile(
    String uri, Content content, String format, long records, long sizeBytes) {
  /** The content of a file. */
  public enum Content {
    /** Rows. */
    DATA,
    /** Deleted rows, identified by data file and position. */
    POSITION_DELETES,
    /** Deleted rows, identified by their values. */
    EQUALITY_DELETES
  }

  /** Checks that nothing is missing. */
  public SnapshotFile {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(format, "format");
  }
}
