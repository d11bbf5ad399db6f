package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.LimitedStream;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.FileCounts;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.TableMetadata;
import io.lakehousesync.spi.MetadataLocation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/** Reads metadata files, manifest lists and manifests from S3 as streams. Thread-safe. */
public final class MetadataFileReader {
  /** The limit on the size of a metadata file, in bytes. */
  public static final long DEFAULT_SIZE_LIMIT = 256L << 20;

  private final ObjectReader objects;
  private final long sizeLimit;

  public MetadataFileReader(ObjectReader objects, long sizeLimit) {
    this.objects = objects;
    this.sizeLimit = sizeLimit;
  }

  /** Returns a reader with another limit on the size of a metadata file. */
  public MetadataFileReader withSizeLimit(long bytes) {
    return new MetadataFileReader(objects, bytes);
  }

  /** Reads a metadata file, and reports the files that it refers to. */
  public TableMetadata read(MetadataLocation location, FileReferences references) {
    ObjectAddress.of(location.uri());
    Pass pass = pass(location, () -> new MetadataJson(references));
    if (!pass.json().complete()) {
      pass = pass(location, pass.json()::again);
    }
    try {
      return pass.json().result(location, pass.sizeBytes());
    } catch (IOException e) {
      throw UnreadableFiles.corrupt(location.uri(), e);
    }
  }

  private record Pass(MetadataJson json, long sizeBytes) {}

  private Pass pass(MetadataLocation location, Supplier<MetadataJson> newPass) {
    return objects.read(
        location.uri(),
        body -> {
          if (body.expected() > sizeLimit) {
            throw UnreadableFiles.tooLarge(location.uri(), sizeLimit);
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

  /** Counts the live files of a snapshot. */
  public FileCounts count(SnapshotInfo snapshot) {
    String list = manifestList(snapshot);
    long dataFiles = 0;
    long deleteFiles = 0;
    List<Manifest> manifests = manifests(list);
    for (Manifest manifest : manifests) {
      if (manifest.files() < 0) {
        throw UnreadableFiles.unsupported(
            list, "it does not contain the number of files of its manifests", null);
      }
      if (manifest.deletes()) {
        deleteFiles += manifest.files();
      } else {
        dataFiles += manifest.files();
      }
    }
    return new FileCounts(manifests.size(), dataFiles, deleteFiles);
  }

  /** Returns the files of a snapshot, from its manifests. */
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
                UnreadableFiles.unsupported(
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
