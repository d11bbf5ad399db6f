package io.lakehousesync.s3;

import io.lakehousesync.s3.internal.metadata.FileReferences;
import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
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
 *
 * <p>A file that exceeds a limit is refused with {@link Reason#TOO_LARGE}. The size of a file and
 * the memory of a call have limits that a host can set. These limits are fixed:
 *
 * <ul>
 *   <li>a JSON text has at most {@value #MAX_JSON_DEPTH} levels of objects and arrays, and a string
 *       that is used has at most {@value #MAX_JSON_STRING_CHARS} characters;
 *   <li>a block of an Avro file has at most {@value #MAX_AVRO_BLOCK_BYTES} bytes, as stored and
 *       after decompression;
 *   <li>the header of an Avro file has at most {@value #MAX_AVRO_HEADER_BYTES} bytes, and its
 *       schema at most {@value #MAX_AVRO_SCHEMA_BYTES} bytes, {@value #MAX_AVRO_SCHEMA_DEPTH}
 *       levels and {@value #MAX_AVRO_SCHEMA_TYPES} types. A record that contains itself has too
 *       many levels.
 * </ul>
 */
public final class MetadataFiles implements MetadataReader {
  /** The limit on the size of a file, unless {@link #withSizeLimit} sets another: 256 MiB. */
  public static final long DEFAULT_SIZE_LIMIT = ReadLimits.FILE_BYTES;

  /** The limit on the memory of a call, unless {@link #withMemoryLimit} sets another: 64 MiB. */
  public static final long DEFAULT_MEMORY_LIMIT = ReadLimits.MEMORY_BYTES;

  /** The levels of objects and arrays in a metadata file or a catalog file. */
  public static final int MAX_JSON_DEPTH = ReadLimits.JSON_DEPTH;

  /** The length of a string in these files, if it is used. */
  public static final int MAX_JSON_STRING_CHARS = ReadLimits.JSON_STRING_CHARS;

  /** The size of a block of a manifest list or a manifest, as stored and after decompression. */
  public static final int MAX_AVRO_BLOCK_BYTES = ReadLimits.AVRO_BLOCK_BYTES;

  /** The size of the header of these files. */
  public static final int MAX_AVRO_HEADER_BYTES = ReadLimits.AVRO_HEADER_BYTES;

  /** The size of the schema in this header. */
  public static final int MAX_AVRO_SCHEMA_BYTES = ReadLimits.AVRO_SCHEMA_BYTES;

  /** The levels of types in types of this schema. */
  public static final int MAX_AVRO_SCHEMA_DEPTH = ReadLimits.AVRO_SCHEMA_DEPTH;

  /** The types in this schema, with each type counted wherever the schema uses it. */
  public static final int MAX_AVRO_SCHEMA_TYPES = ReadLimits.AVRO_SCHEMA_TYPES;

  private final MetadataFileReader files;

  private MetadataFiles(MetadataFileReader files) {
    this.files = files;
  }

  /**
   * Returns a reader that uses the host's client. The host closes the client. The client's retries
   * and timeouts apply. The limits are {@link #DEFAULT_SIZE_LIMIT} and {@link
   * #DEFAULT_MEMORY_LIMIT}.
   */
  public static MetadataFiles of(S3Client s3) {
    return new MetadataFiles(new MetadataFileReader(new ObjectReader(s3), ReadLimits.DEFAULTS));
  }

  /**
   * Returns a reader with another limit on the size of a metadata file, manifest list or manifest,
   * as stored and after decompression.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public MetadataFiles withSizeLimit(long bytes) {
    ReadLimits limits = new ReadLimits(bytes, files.limits().memoryBytes());
    return new MetadataFiles(files.with(limits));
  }

  /**
   * Returns a reader with another limit on the memory for what a call keeps: columns, previous
   * metadata files, the summary of a snapshot, its manifests and files. It is an estimate: {@value
   * io.lakehousesync.s3.internal.object.MemoryBudget#OBJECT_BYTES} bytes for each object or string,
   * and 2 bytes for each character. A file of a snapshot takes about 500 bytes.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public MetadataFiles withMemoryLimit(long bytes) {
    ReadLimits limits = new ReadLimits(files.limits().fileBytes(), bytes);
    return new MetadataFiles(files.with(limits));
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
   * for each manifest. All files are in memory, up to the limit of {@link #withMemoryLimit}.
   *
   * @throws UnreadableFileException if the list or a manifest cannot be read
   */
  public List<SnapshotFile> files(SnapshotInfo snapshot) {
    return files.files(snapshot);
  }
}
