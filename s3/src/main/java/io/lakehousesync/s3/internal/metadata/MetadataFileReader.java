package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.LimitedStream;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
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
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads metadata files, manifest lists and manifests from S3 as streams. Thread-safe. */
public final class MetadataFileReader {
  private final ObjectReader objects;
  private final ReadLimits limits;

  public MetadataFileReader(ObjectReader objects, ReadLimits limits) {
    this.objects = objects;
    this.limits = limits;
  }

  /** Returns a reader with other limits. */
  public MetadataFileReader with(ReadLimits newLimits) {
    return new MetadataFileReader(objects, newLimits);
  }

  /** Returns the limits. */
  public ReadLimits limits() {
    return limits;
  }

  /** Reads a metadata file, and reports the files that it refers to. */
  public TableMetadata read(MetadataLocation location, FileReferences references) {
    ObjectAddress.of(location.uri());
    Pass pass = pass(location, budget -> new MetadataJson(location.uri(), budget, references));
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

  private Pass pass(MetadataLocation location, Function<MemoryBudget, MetadataJson> newPass) {
    return objects.read(
        location.uri(),
        body -> {
          if (body.expected() > limits.fileBytes()) {
            throw UnreadableFiles.tooLarge(location.uri(), limits.fileBytes());
          }
          MetadataJson json = newPass.apply(new MemoryBudget(location.uri(), limits));
          json.read(new LimitedStream(decompressed(body), location.uri(), limits.fileBytes()));
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
    String list = manifestList(snapshot);
    MemoryBudget budget = new MemoryBudget(list, limits);
    List<SnapshotFile> files = new ArrayList<>();
    for (Manifest manifest : manifests(list, budget)) {
      files.addAll(files(manifest, budget));
    }
    return files;
  }

  private List<SnapshotFile> files(Manifest manifest, MemoryBudget budget) {
    long before = budget.used();
    return objects.read(
        manifest.uri(),
        body -> {
          budget.backTo(before);
          List<SnapshotFile> files = new ArrayList<>();
          AvroRecords.read(
              manifest.uri(),
              body,
              limits,
              ManifestEntry.FIELDS,
              row -> ManifestEntry.live(row, budget).ifPresent(files::add));
          return files;
        });
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
    return manifests(manifestList, new MemoryBudget(manifestList, limits));
  }

  private List<Manifest> manifests(String manifestList, MemoryBudget budget) {
    long before = budget.used();
    return objects.read(
        manifestList,
        body -> {
          budget.backTo(before);
          List<Manifest> manifests = new ArrayList<>();
          AvroRecords.read(
              manifestList,
              body,
              limits,
              Manifest.FIELDS,
              row -> manifests.add(Manifest.of(row, budget)));
          return manifests;
        });
  }
}
