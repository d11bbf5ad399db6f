package io.lakehousesync.s3;

import io.lakehousesync.s3.internal.metadata.FileReferences;
import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.metadata.FileCounts;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.TableMetadata;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.MetadataSummary;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads Iceberg metadata files of format versions 1 to 3 from S3. The class reads a file as a
 * stream. The memory that it needs depends on the numbers of columns and of previous metadata
 * files, not on the size of the file. The class detects gzip by the content, not by the name.
 * Thread-safe.
 */
public final class MetadataFiles implements MetadataReader {
  private final MetadataFileReader files;

  private MetadataFiles(MetadataFileReader files) {
    this.files = files;
  }

  /**
   * Returns a reader that uses the host's client. The host closes the client. The client's retries
   * and timeouts apply. The limit on the size of a file is 256 MiB.
   */
  public static MetadataFiles of(S3Client s3) {
    return new MetadataFiles(
        new MetadataFileReader(new ObjectReader(s3), MetadataFileReader.DEFAULT_SIZE_LIMIT));
  }

  /**
   * Returns a reader with another limit on the size of a file after decompression.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public MetadataFiles withSizeLimit(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("size limit of %d bytes".formatted(bytes));
    }
    return new MetadataFiles(files.withSizeLimit(bytes));
  }

  /**
   * Reads a metadata file with one request. Iceberg's own writers write the ids of the current
   * snapshot and schema before the lists of snapshots and schemas. If a file has an id after its
   * list, this method sends a second request.
   *
   * @throws UnreadableFileException if the file is missing, forbidden, unreachable, too large or
   *     corrupt; a file without table-uuid is corrupt
   * @throws IllegalArgumentException if the location is not on S3
   */
  public TableMetadata read(MetadataLocation location) {
    return files.read(location, FileReferences.NONE);
  }

  /**
   * Reads a metadata file, and returns the values that a refresher compares; empty if the file does
   * not exist.
   *
   * @throws UnreadableFileException if the file exists and cannot be read
   */
  @Override
  public Optional<MetadataSummary> summary(MetadataLocation location) {
    try {
      return Optional.of(read(location).summary());
    } catch (UnreadableFileException e) {
      if (e.reason() == Reason.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Counts the live files of a snapshot. The counts are in the manifest list of the snapshot: a
   * small file, for which one request is sent. If the writer stored the numbers in the summary,
   * {@link SnapshotInfo#total} returns them without a request.
   *
   * @throws UnreadableFileException if the manifest list cannot be read, or has no counts. Format
   *     version 1 allows a list without counts; the reason is then {@code UNSUPPORTED}
   */
  public FileCounts count(SnapshotInfo snapshot) {
    return files.count(snapshot);
  }

  /**
   * Returns the files of a snapshot from its manifests: one request for the manifest list, and one
   * for each manifest. All files are in memory.
   *
   * @throws UnreadableFileException if the list or a manifest cannot be read
   */
  public List<SnapshotFile> files(SnapshotInfo snapshot) {
    return files.files(snapshot);
  }
}
