package io.lakehousesync.s3;

import io.lakehousesync.s3.internal.metadata.LiveFiles;
import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.internal.object.AddressSet;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectPages;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.spi.MetadataLocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reports the files in a table's {@code metadata/} and {@code data/} directories that no live
 * snapshot refers to. It only reads and cannot delete. Thread-safe.
 *
 * <p>Live files are the newest metadata file, the files that it lists (older metadata files,
 * statistics), and the manifest lists, manifests, data files and delete files of each of its
 * snapshots. If a snapshot deleted a file, and no live snapshot contains the file, the file is an
 * orphan.
 *
 * <p>Two kinds of files look like orphans for some time:
 *
 * <ul>
 *   <li>Files of a transaction that has not committed. pg_lake uploads data files with each
 *       statement, so the minimum age must exceed the longest transaction.
 *   <li>Files of expired snapshots. pg_lake deletes these files itself, at the first VACUUM after
 *       ten days.
 * </ul>
 *
 * <p>A report sends one request for the metadata file, one for each live snapshot and each
 * manifest, and one for each 1,000 listed files. It sends them one after the other. Memory depends
 * on the number of live files (up to 96 bytes each) and of orphans. The limits of {@link
 * MetadataFiles} apply to the files that a report reads; {@link #withMemoryLimit} limits the memory
 * for live files. The property {@code write.data.path} can name another directory. The report does
 * not list that directory.
 */
public final class Orphans {
  private static final String METADATA = "/" + Orphan.Kind.METADATA.directory();
  // A file that names the newest metadata file, for catalogs that store its location nowhere else.
  private static final String VERSION_HINT = "version-hint.text";

  private final S3Client s3;
  private final Clock clock;
  private final ReadLimits limits;

  Orphans(S3Client s3, Clock clock) {
    this(s3, clock, ReadLimits.DEFAULTS);
  }

  private Orphans(S3Client s3, Clock clock, ReadLimits limits) {
    this.s3 = s3;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Returns an instance that uses the host's client. The host closes the client. The client's
   * retries and timeouts apply.
   */
  public static Orphans of(S3Client s3) {
    return new Orphans(s3, Clock.systemUTC());
  }

  /**
   * Returns an instance with another limit on the memory for live files. The default is {@link
   * MetadataFiles#DEFAULT_MEMORY_LIMIT}, which is enough for about 690,000 live files.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public Orphans withMemoryLimit(long bytes) {
    return new Orphans(s3, clock, new ReadLimits(limits.fileBytes(), bytes));
  }

  /**
   * Reads which files are live, then lists the directories.
   *
   * @param newest the table's newest metadata file. Determine it directly before this call, because
   *     files of later commits count as orphans when they have reached the minimum age
   * @param minimumAge younger files are not reported, because their transaction may not have
   *     committed yet
   * @throws UnreadableFileException if a live file cannot be read, or the directories cannot be
   *     listed. Then there is no report, because it could contain live files
   * @throws IllegalArgumentException if the age is negative, or the location is not in a {@code
   *     metadata/} directory on S3
   */
  public OrphanReport report(MetadataLocation newest, Duration minimumAge) {
    String directory = ObjectAddress.of(newest.directory() + "/").key();
    if (minimumAge.isNegative() || !("/" + directory).endsWith(METADATA)) {
      throw new IllegalArgumentException(
          "minimum age %s, location %s: the age is negative, or the file is not in metadata/"
              .formatted(minimumAge, newest));
    }
    Instant at = clock.instant();
    ObjectReader objects = new ObjectReader(s3);
    AddressSet live = LiveFiles.of(newest, new MetadataFileReader(objects, limits), objects);
    Scan scan = new Scan(newest, live, at.minus(minimumAge));
    String table = newest.directory().substring(0, newest.directory().lastIndexOf('/') + 1);
    for (Orphan.Kind kind : Orphan.Kind.values()) {
      scan.list(table + kind.directory(), kind);
    }
    if (scan.alive == 0) {
      // Not even the newest metadata file was found, so the names in the listing have another form.
      // Every file would look like an orphan.
      throw UnreadableFiles.unsupported(
          table, "its listing does not contain %s, which was just read".formatted(newest), null);
    }
    return scan.report(at);
  }

  /** The files of one table, collected while they are listed. */
  private final class Scan {
    private final MetadataLocation newest;
    private final AddressSet live;
    private final Instant youngest;
    private final ObjectPages pages = new ObjectPages(s3);
    private final List<Orphan> orphans = new ArrayList<>();
    private final List<MetadataLocation> later = new ArrayList<>();
    private long scanned;
    private long alive;
    private long young;

    Scan(MetadataLocation newest, AddressSet live, Instant youngest) {
      this.newest = newest;
      this.live = live;
      this.youngest = youngest;
    }

    void list(String directory, Orphan.Kind kind) {
      ObjectAddress prefix = ObjectAddress.of(directory);
      String bucket = directory.substring(0, directory.length() - prefix.key().length());
      try {
        pages.visit(
            ListObjectsV2Request.builder().bucket(prefix.bucket()).prefix(prefix.key()).build(),
            object -> {
              file(new ObjectAddress(prefix.bucket(), object.key()), object, bucket, kind);
              return true;
            });
      } catch (SdkException e) {
        throw UnreadableFiles.of(directory, e);
      }
    }

    private void file(ObjectAddress address, S3Object object, String bucket, Orphan.Kind kind) {
      String key = object.key();
      if (key.endsWith("/") || key.endsWith(METADATA + VERSION_HINT)) {
        return;
      }
      scanned++;
      if (live.contains(address)) {
        alive++;
        return;
      }
      Orphan orphan = new Orphan(bucket + key, kind, object.size(), object.lastModified());
      if (key.endsWith(".metadata.json")) {
        MetadataLocation location = new MetadataLocation(orphan.uri());
        if (location.includes(newest)) {
          later.add(location);
        }
      }
      if (orphan.lastModified().isAfter(youngest)) {
        young++;
      } else {
        orphans.add(orphan);
      }
    }

    OrphanReport report(Instant at) {
      return new OrphanReport(newest, at, orphans, scanned, alive, young, later);
    }
  }
}
