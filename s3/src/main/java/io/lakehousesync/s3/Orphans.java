package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
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
 * snapshot refers to. It only reads: it has no way of deleting. Thread-safe.
 *
 * <p>Alive is the newest metadata file, what it remembers (older metadata files, statistics), and
 * the manifest lists, manifests, data files and delete files of each of its snapshots. A file that
 * a snapshot deleted, and no live one holds, is an orphan.
 *
 * <p>Two kinds of files look like orphans for a while. Those of a transaction that has not
 * committed: pg_lake uploads data files with each statement, so the minimum age must be longer than
 * the longest transaction. And those of snapshots that have expired, which pg_lake deletes itself,
 * at a VACUUM ten days later.
 *
 * <p>It takes one request for the metadata file, one for each live snapshot and each manifest, and
 * one for each 1,000 files listed, one after the other. Memory follows the number of live files (32
 * to 64 bytes each) and of orphans. Directories of the table other than these two, which {@code
 * write.data.path} can name, are not looked at.
 */
public final class Orphans {
  private static final String METADATA = "/" + Orphan.Kind.METADATA.directory();
  // Catalogs that keep no location elsewhere name the newest file in this one.
  private static final String VERSION_HINT = "version-hint.text";

  private final S3Client s3;
  private final Clock clock;

  Orphans(S3Client s3, Clock clock) {
    this.s3 = s3;
    this.clock = clock;
  }

  /** Reads with the host's client, which the host closes. Its retries and timeouts apply. */
  public static Orphans of(S3Client s3) {
    return new Orphans(s3, Clock.systemUTC());
  }

  /**
   * Reads what is alive, then lists what there is.
   *
   * @param newest the table's newest metadata file, which the caller has just looked up: what later
   *     commits wrote is taken for orphans once it has the minimum age
   * @param minimumAge younger files are left out: their commit may be under way
   * @throws UnreadableFileException if a file that is alive cannot be read, or the directories
   *     cannot be listed. There is no report then, for it would name files that are alive
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
    PathSet live = LiveFiles.of(newest, MetadataFiles.of(s3), new ObjectReader(s3));
    Scan scan = new Scan(newest, live, at.minus(minimumAge));
    String table = newest.directory().substring(0, newest.directory().lastIndexOf('/') + 1);
    for (Orphan.Kind kind : Orphan.Kind.values()) {
      scan.list(table + kind.directory(), kind);
    }
    if (scan.alive == 0) {
      // Names that do not compare would make an orphan of each file.
      throw UnreadableFileException.unsupported(
          table, "its listing does not hold %s, which was just read".formatted(newest), null);
    }
    return scan.report(at);
  }

  /** One table's files, as they are listed. */
  private final class Scan {
    private final MetadataLocation newest;
    private final PathSet live;
    private final Instant youngest;
    private final ObjectPages pages = new ObjectPages(s3);
    private final List<Orphan> orphans = new ArrayList<>();
    private final List<MetadataLocation> later = new ArrayList<>();
    private long scanned;
    private long alive;
    private long young;

    Scan(MetadataLocation newest, PathSet live, Instant youngest) {
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
        throw UnreadableFileException.of(directory, e);
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
