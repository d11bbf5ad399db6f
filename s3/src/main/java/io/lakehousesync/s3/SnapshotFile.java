package io.lakehousesync.s3;

import java.util.Objects;

/**
 * A file that a snapshot is made of.
 *
 * @param uri where it lies
 * @param content what it holds
 * @param format as Iceberg names it, in upper case: {@code PARQUET}, {@code PUFFIN}
 * @param records how many rows it has
 * @param sizeBytes its size
 */
public record SnapshotFile(
    String uri, Content content, String format, long records, long sizeBytes) {
  /** What a file holds. */
  public enum Content {
    /** Rows. */
    DATA,
    /** Which rows of data files are deleted, by file and position. */
    POSITION_DELETES,
    /** Which rows are deleted, by value. */
    EQUALITY_DELETES
  }

  /** Checks that nothing is missing. */
  public SnapshotFile {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(format, "format");
  }
}
