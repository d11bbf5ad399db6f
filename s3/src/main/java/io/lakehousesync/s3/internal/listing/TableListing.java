package io.lakehousesync.s3.internal.listing;

import io.lakehousesync.s3.internal.metadata.FileReferences;
import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.text.Printable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one table for new metadata files, and remembers what the checks have shown. Thread-safe;
 * one check runs at a time.
 *
 * <p>The class remembers a metadata file that is known to be committed. pg_lake removes a metadata
 * file ten days after a later commit has replaced it. Therefore, while the remembered file exists,
 * two conclusions about later files are right:
 *
 * <ul>
 *   <li>pg_lake has removed no file of a later commit. Therefore, the next check can start at the
 *       remembered file.
 *   <li>If a version has only one file, and a higher version exists, this only file was committed.
 * </ul>
 *
 * <p>The class must not remember the file of a failed commit. pg_lake removes such a file at
 * another time, so neither conclusion would be right. After a long pause, both conclusions can be
 * wrong: if all attempts of pg_lake to remove a file fail during one day, pg_lake keeps this file
 * for ever, but still removes the files of later commits. Therefore a check after a long pause
 * lists the whole directory.
 */
public final class TableListing {
  private static final Logger LOG = LoggerFactory.getLogger(TableListing.class);

  /**
   * The pause after which a check lists the whole directory. It is much shorter than the ten days
   * after which pg_lake removes a file ({@code pg_lake_engine.orphaned_file_retention_period}).
   */
  private static final Duration LONG_PAUSE = Duration.ofDays(1);

  private final MetadataDirectory directory;
  private final MetadataListing listing;
  private final MetadataFileReader files;
  private final Clock clock;

  /**
   * This is not a monitor, because a check waits for S3, and before JDK 24 a monitor pins virtual
   * threads.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable MetadataName committed;
  private Instant lastCheck;

  public TableListing(
      MetadataDirectory directory, MetadataListing listing, MetadataFileReader files, Clock clock) {
    this.directory = directory;
    this.listing = listing;
    this.files = files;
    this.clock = clock;
    lastCheck = clock.instant();
  }

  /**
   * Lets the next check start at a file that is known to be committed. If a later committed file is
   * known already, does nothing.
   */
  public void startAt(MetadataLocation location) {
    lock.lock();
    try {
      directory
          .name(location)
          .filter(name -> committed == null || name.version() > committed.version())
          .ifPresent(name -> committed = name);
    } finally {
      lock.unlock();
    }
  }

  public ListedTable check() {
    lock.lock();
    try {
      return checkLocked();
    } finally {
      lock.unlock();
    }
  }

  private ListedTable checkLocked() {
    Instant now = clock.instant();
    if (!now.isBefore(lastCheck.plus(LONG_PAUSE))) {
      committed = null;
    }
    lastCheck = now;
    MetadataName from = committed;
    Optional<NewestFiles> further = from == null ? Optional.empty() : listing.from(from);
    if (further.isEmpty()) {
      committed = null;
    }
    NewestFiles newest = further.orElseGet(listing::everything);
    if (newest.isEmpty()) {
      return new ListedTable(Optional.empty(), List.of());
    }
    if (newest.isMixed()) {
      return new ListedTable(Optional.empty(), directory.locations(newest.newestOfBoth()));
    }
    if (newest.isCommittedByName()) {
      committed = newest.newest().get(0);
      return new ListedTable(location(committed), List.of());
    }
    confirm(newest);
    MetadataName known = committed;
    boolean recent = known != null && known.version() >= newest.newestVersion() - 1;
    return new ListedTable(
        recent ? location(known) : Optional.empty(), directory.locations(newest.newest()));
  }

  private void confirm(NewestFiles newest) {
    List<MetadataName> before = newest.before();
    if (committed != null && before.size() == 1) {
      committed = before.get(0);
    } else if (!before.isEmpty()) {
      List<MetadataLocation> candidates = directory.locations(before);
      newest.newest().stream()
          .flatMap(name -> previous(directory.location(name.fileName())).stream())
          .map(candidates::indexOf)
          .filter(index -> index >= 0)
          .findFirst()
          .ifPresent(index -> committed = before.get(index));
    }
  }

  /**
   * Returns the file that a metadata file replaced; empty if it replaced no file, or if the
   * metadata file is incomplete or missing.
   */
  private Optional<MetadataLocation> previous(MetadataLocation location) {
    try {
      List<String> previous = files.read(location, FileReferences.NONE).previousFiles();
      return previous.isEmpty()
          ? Optional.empty()
          : Optional.of(new MetadataLocation(previous.get(previous.size() - 1)));
    } catch (UnreadableFileException e) {
      if (e.reason() == Reason.CORRUPT || e.reason() == Reason.MISSING) {
        LOG.warn(
            "{} is ignored, because it cannot be read: {}",
            Printable.escape(location.uri()),
            e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<MetadataLocation> location(@Nullable MetadataName name) {
    return Optional.ofNullable(name).map(found -> directory.location(found.fileName()));
  }
}
