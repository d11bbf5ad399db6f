package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.AddressSet;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.spi.MetadataLocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects all files that a metadata file refers to: the file itself, the older files that it
 * lists, and the files of its live snapshots. Each manifest is read once, even if several snapshots
 * share it. Not thread-safe.
 */
public final class LiveFiles implements FileReferences {
  // Field ids of Iceberg's specification.
  private static final int STATUS = 0;
  private static final int DATA_FILE = 2;
  private static final int FILE_PATH = 100;
  private static final Set<Integer> FIELDS = Set.of(STATUS, DATA_FILE, FILE_PATH);
  private static final long DELETED = 2;

  // AddressSet takes this much while it grows.
  private static final long ADDRESS_BYTES = 96;

  private final ObjectReader objects;
  private final ReadLimits limits;
  private final MemoryBudget budget;
  private final AddressSet live = new AddressSet();
  private final List<String> manifestLists = new ArrayList<>();
  private final List<String> manifests = new ArrayList<>();

  private LiveFiles(MetadataLocation newest, ObjectReader objects, ReadLimits limits) {
    this.objects = objects;
    this.limits = limits;
    this.budget = new MemoryBudget(newest.uri(), limits);
  }

  /**
   * Returns the addresses of all files that a metadata file refers to.
   *
   * @throws UnreadableFileException if a metadata file, manifest list or manifest cannot be read
   */
  public static AddressSet of(
      MetadataLocation newest, MetadataFileReader metadataFiles, ObjectReader objects) {
    LiveFiles files = new LiveFiles(newest, objects, metadataFiles.limits());
    files.file(newest.uri());
    metadataFiles.read(newest, files);
    for (String manifest : files.manifests) {
      files.entries(manifest, null);
    }
    for (String list : files.manifestLists) {
      for (Manifest manifest : metadataFiles.manifests(list)) {
        files.entries(manifest.uri(), manifest.length());
      }
    }
    return files.live;
  }

  @Override
  public void file(String uri) {
    add(uri);
  }

  @Override
  public void manifestList(String uri) {
    if (add(uri)) {
      manifestLists.add(budget.keep(uri));
    }
  }

  @Override
  public void manifest(String uri) {
    manifests.add(budget.keep(uri));
  }

  private boolean add(String uri) {
    // The listing of S3 contains no file that is not on S3, so the address is not needed.
    return ObjectAddress.find(uri).map(this::add).orElse(true);
  }

  private boolean add(ObjectAddress address) {
    boolean added = live.add(address);
    if (added) {
      budget.add(ADDRESS_BYTES);
    }
    return added;
  }

  private void entries(String manifest, @Nullable Long length) {
    if (!add(manifest)) {
      return;
    }
    objects.read(
        manifest,
        body -> {
          AvroRecords.read(manifest, body, limits, FIELDS, this::entry);
          long read = body.drain();
          if (length != null && read != length) {
            throw new IOException("it has %d bytes, its list says %d".formatted(read, length));
          }
          return read;
        });
  }

  private void entry(GenericRecord row) throws IOException {
    long status =
        AvroRecords.number(row, STATUS)
            .orElseThrow(() -> new IOException("an entry has no status"));
    if (status != DELETED) {
      add(AvroRecords.text(AvroRecords.record(row, DATA_FILE), FILE_PATH));
    }
  }
}
