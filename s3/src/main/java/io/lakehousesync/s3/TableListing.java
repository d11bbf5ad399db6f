package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.s3.UnreadableFileException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the looks at one table have shown. Thread-safe: one look at a time.
 *
 * <p>It holds on to a file that is known to be committed. While that one is there, nothing that was
 * committed after it has expired: so the next look may begin there, and the only file of a version
 * that another one follows is the committed one. A file of a failed commit proves neither. Nor does
 * a committed one after a long pause: pg_lake gives up a file that it could not remove for a day,
 * and goes on to remove later ones.
 */
final class TableListing {
  private static final Logger LOG = LoggerFactory.getLogger(TableListing.class);

  /**
   * Much less than the ten days after which pg_lake removes a file ({@code
   * pg_lake_engine.orphaned_file_retention_period}).
   */
  private static final Duration LONG_PAUSE = Duration.ofDays(1);

  private final MetadataDirectory directory;
  private final MetadataListing listing;
  private final MetadataFiles files;
  private final Clock clock;
  private @Nullable MetadataName committed;
  private Instant lastLook;

  TableListing(
      MetadataDirectory directory, MetadataListing listing, MetadataFiles files, Clock clock) {
    this.directory = directory;
    this.listing = listing;
    this.files = files;
    this.clock = clock;
    lastLook = clock.instant();
  }

  /** Lets the next look begin at a file that is known to be committed, unless it knows a later. */
  synchronized void startAt(MetadataLocation location) {
    directory
        .name(location)
        .filter(name -> committed == null || name.version() > committed.version())
        .ifPresent(name -> committed = name);
  }

  synchronized ListedTable look() {
    Instant now = clock.instant();
    if (!now.isBefore(lastLook.plus(LONG_PAUSE))) {
      committed = null;
    }
    lastLook = now;
    MetadataName from = committed;
    Optional<Tips> further = from == null ? Optional.empty() : listing.from(from);
    if (further.isEmpty()) {
      committed = null;
    }
    Tips tips = further.orElseGet(listing::everything);
    if (tips.isEmpty()) {
      return new ListedTable(Optional.empty(), List.of());
    }
    if (tips.isMixed()) {
      return new ListedTable(Optional.empty(), directory.locations(tips.newestOfBoth()));
    }
    if (tips.isCommittedByName()) {
      committed = tips.newest().get(0);
      return new ListedTable(location(committed), List.of());
    }
    confirm(tips);
    MetadataName known = committed;
    boolean recent = known != null && known.version() >= tips.newestVersion() - 1;
    return new ListedTable(
        recent ? location(known) : Optional.empty(), directory.locations(tips.newest()));
  }

  private void confirm(Tips tips) {
    List<MetadataName> before = tips.before();
    if (committed != null && before.size() == 1) {
      committed = before.get(0);
    } else if (!before.isEmpty()) {
      List<MetadataLocation> candidates = directory.locations(before);
      tips.newest().stream()
          .flatMap(name -> previous(directory.location(name.fileName())).stream())
          .map(candidates::indexOf)
          .filter(index -> index >= 0)
          .findFirst()
          .ifPresent(index -> committed = before.get(index));
    }
  }

  /** Empty if it is the first one, or was not written to its end. */
  private Optional<MetadataLocation> previous(MetadataLocation location) {
    try {
      List<String> previous = files.read(location).previousFiles();
      return previous.isEmpty()
          ? Optional.empty()
          : Optional.of(new MetadataLocation(previous.get(previous.size() - 1)));
    } catch (UnreadableFileException e) {
      if (e.reason() == Reason.CORRUPT || e.reason() == Reason.MISSING) {
        LOG.warn("{} is left out of account: {}", location, e.getMessage());
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<MetadataLocation> location(@Nullable MetadataName name) {
    return Optional.ofNullable(name).map(found -> directory.location(found.fileName()));
  }
}
