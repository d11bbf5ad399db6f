package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataReader;
import io.lakehousesync.MetadataSummary;
import io.lakehousesync.s3.UnreadableFileException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads Iceberg metadata files of format versions 1 to 3 from S3. It reads them as a stream: how
 * much memory that takes follows the number of columns and of previous metadata files, not the size
 * of the file. Compression by gzip is recognised by the content, whatever the name. Thread-safe.
 */
public final class MetadataFiles implements MetadataReader {
  private static final long DEFAULT_SIZE_LIMIT = 256L << 20;

  private final ObjectReader objects;
  private final long sizeLimit;

  private MetadataFiles(ObjectReader objects, long sizeLimit) {
    this.objects = objects;
    this.sizeLimit = sizeLimit;
  }

  /**
   * Reads with the host's client, which the host closes. Its retries and timeouts apply. Files of
   * up to 256 MiB are read.
   */
  public static MetadataFiles of(S3Client s3) {
    return new MetadataFiles(new ObjectReader(s3), DEFAULT_SIZE_LIMIT);
  }

  /**
   * The same with another limit on the size of a file, counted after decompression.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public MetadataFiles withSizeLimit(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("size limit of %d bytes".formatted(bytes));
    }
    return new MetadataFiles(objects, bytes);
  }

  /**
   * Reads a metadata file. One request; a second one where the file names its current snapshot or
   * schema after the list of them, which Iceberg's writers do not.
   *
   * @throws UnreadableFileException if it is missing, forbidden, unreachable, corrupt (which
   *     includes a file without table-uuid) or too large
   * @throws IllegalArgumentException if the location is not on S3
   */
  public TableMetadata read(MetadataLocation location) {
    return read(location, FileReferences.NONE);
  }

  /**
   * The part of {@link #read} that a guard of a catalog asks for.
   *
   * @throws UnreadableFileException if it is there, and cannot be read
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

  /** The same, and reports what the file refers to, other than itself. */
  TableMetadata read(MetadataLocation location, FileReferences references) {
    ObjectAddress.of(location.uri());
    Pass pass = pass(location, () -> new MetadataJson(references));
    if (!pass.json().complete()) {
      pass = pass(location, pass.json()::again);
    }
    try {
      return pass.json().result(location, pass.sizeBytes());
    } catch (IOException e) {
      throw UnreadableFileException.corrupt(location.uri(), e);
    }
  }

  private record Pass(MetadataJson json, long sizeBytes) {}

  private Pass pass(MetadataLocation location, Supplier<MetadataJson> newPass) {
    return objects.read(
        location.uri(),
        body -> {
          if (body.expected() > sizeLimit) {
            throw UnreadableFileException.tooLarge(location.uri(), sizeLimit);
          }
          MetadataJson json = newPass.get();
          json.read(new LimitedStream(decompressed(body), location.uri(), sizeLimit));
          return new Pass(json, body.drain());
        });
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzip ? new GZIPInputStream(buffered, 8192) : buffered;
  }

  /**
   * Counts the live files of a snapshot, from its manifest list: one request for a small file. The
   * summary of a snapshot says the same for free, where the writer noted it: {@link
   * SnapshotInfo#total}.
   *
   * @throws UnreadableFileException if the list cannot be read. Format version 1 may leave the
   *     counts out: this is reported as unsupported
   */
  public FileCounts count(SnapshotInfo snapshot) {
    String list = manifestList(snapshot);
    long dataFiles = 0;
    long deleteFiles = 0;
    List<Manifest> manifests = manifests(list);
    for (Manifest manifest : manifests) {
      if (manifest.files() < 0) {
        throw UnreadableFileException.unsupported(
            list, "it does not say how many files its manifests hold", null);
      }
      if (manifest.deletes()) {
        deleteFiles += manifest.files();
      } else {
        dataFiles += manifest.files();
      }
    }
    return new FileCounts(manifests.size(), dataFiles, deleteFiles);
  }

  /**
   * The files of a snapshot, from its manifests: one request for the list of these, and one for
   * each. They are held in memory.
   *
   * @throws UnreadableFileException if one of them cannot be read
   */
  public List<SnapshotFile> files(SnapshotInfo snapshot) {
    List<SnapshotFile> files = new ArrayList<>();
    for (Manifest manifest : manifests(manifestList(snapshot))) {
      objects.read(
          manifest.uri(),
          body -> {
            AvroRecords.read(
                manifest.uri(),
                body,
                ManifestEntry.FIELDS,
                row -> ManifestEntry.live(row).ifPresent(files::add));
            return files.size();
          });
    }
    return files;
  }

  private static String manifestList(SnapshotInfo snapshot) {
    return snapshot
        .manifestList()
        .orElseThrow(
            () ->
                UnreadableFileException.unsupported(
                    "Snapshot " + snapshot.snapshotId(), "it has no manifest list", null));
  }

  /** The manifests of a manifest list. */
  List<Manifest> manifests(String manifestList) {
    return objects.read(
        manifestList,
        body -> {
          List<Manifest> manifests = new ArrayList<>();
          AvroRecords.read(
              manifestList, body, Manifest.FIELDS, row -> manifests.add(Manifest.of(row)));
          return manifests;
        });
  }
}
