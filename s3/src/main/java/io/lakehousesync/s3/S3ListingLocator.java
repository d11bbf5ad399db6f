package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.TableName;
import io.lakehousesync.s3.UnreadableFileException.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Finds metadata files by listing S3, for hosts that cannot reach PostgreSQL; where PostgreSQL can
 * be asked, {@link io.lakehousesync.postgres.IcebergTablesLocator} is faster and knows what is
 * committed.
 *
 * <p>A listing shows files, not commits. The newest file goes by the version in its name, as a
 * number, never by LAST_MODIFIED. That a file was committed is known once another one has been
 * written on top of it; {@link UnconfirmedTip} says what to do until then. After a restore of
 * PostgreSQL to an earlier state, files of the lost history carry higher versions than the new one:
 * then this locator is wrong, and says nothing.
 *
 * <p>The first look at a table lists its whole metadata directory, a request for 1,000 keys; later
 * ones go on from there with one request or two, also when nothing is new. To confirm, a new tip is
 * read, once.
 *
 * <p>Thread-safe. The S3 client stays the host's, and so do its timeouts and retries. Its role
 * needs s3:ListBucket and s3:GetObject below the directories.
 */
public final class S3ListingLocator implements MetadataLocator {
  private static final Logger LOG = LoggerFactory.getLogger(S3ListingLocator.class);

  private final S3Client s3;
  private final Map<TableName, MetadataDirectory> directories;
  private final UnconfirmedTip unconfirmedTip;
  private final MetadataFiles files;

  /** The lowest file that the last look held on to. */
  private final Map<TableName, MetadataName> known = new ConcurrentHashMap<>();

  private final Map<TableName, Confirmed> confirmed = new ConcurrentHashMap<>();

  private S3ListingLocator(Builder builder) {
    s3 = builder.s3;
    directories = Map.copyOf(builder.directories);
    unconfirmedTip = builder.unconfirmedTip;
    files = MetadataFiles.of(s3);
  }

  /** Starts a configuration over a client that stays the host's. */
  public static Builder builder(S3Client s3) {
    return new Builder(s3);
  }

  /** The newest files of the tables, as far as {@link UnconfirmedTip} lets them through. */
  @Override
  public Map<TableName, MetadataLocation> locate(Collection<TableName> icebergTables) {
    Map<TableName, MetadataLocation> found = new LinkedHashMap<>();
    for (TableName table : icebergTables) {
      MetadataDirectory directory = directories.get(table);
      if (directory != null) {
        choose(table, directory, list(table, directory))
            .ifPresent(location -> found.put(table, location));
      }
    }
    return found;
  }

  /**
   * What the listing says of a table.
   *
   * @throws IllegalArgumentException if the table has no directory here
   * @throws NotAppliedException if it could not be listed, or a file not be read
   */
  public ListedTable look(TableName table) {
    MetadataDirectory directory = directories.get(table);
    if (directory == null) {
      throw new IllegalArgumentException("no metadata directory was given for " + table);
    }
    Tips tips = list(table, directory);
    return tips.isEmpty() || tips.isCommittedByName()
        ? new ListedTable(newest(directory, tips).stream().findFirst(), List.of())
        : new ListedTable(confirmed(table, directory, tips), newest(directory, tips));
  }

  private Optional<MetadataLocation> choose(
      TableName table, MetadataDirectory directory, Tips tips) {
    List<MetadataLocation> newest = newest(directory, tips);
    boolean taken =
        newest.size() == 1
            && (unconfirmedTip == UnconfirmedTip.HAND_ON || tips.isCommittedByName());
    return tips.isEmpty() || taken
        ? newest.stream().findFirst()
        : confirmed(table, directory, tips);
  }

  private Tips list(TableName table, MetadataDirectory directory) {
    Tips tips = tips(table, directory);
    if (tips.isEmpty()) {
      known.remove(table);
    } else {
      known.put(table, tips.lowest());
    }
    return tips;
  }

  private Tips tips(TableName table, MetadataDirectory directory) {
    MetadataListing listing = new MetadataListing(s3, directory);
    MetadataName from = known.get(table);
    return Optional.ofNullable(from).flatMap(listing::from).orElseGet(listing::everything);
  }

  private static List<MetadataLocation> newest(MetadataDirectory directory, Tips tips) {
    return tips.isEmpty() ? List.of() : directory.locations(tips.newest());
  }

  /**
   * The file that the newest version was written on top of. That there is only one of the version
   * before does not tell: the committed one may have expired, and that of a failed commit be left.
   */
  private Optional<MetadataLocation> confirmed(
      TableName table, MetadataDirectory directory, Tips tips) {
    List<MetadataLocation> newest = directory.locations(tips.newest());
    Confirmed last = confirmed.get(table);
    if (last != null && last.by().equals(newest)) {
      return last.location();
    }
    List<MetadataLocation> before = directory.locations(tips.before());
    Optional<MetadataLocation> found =
        before.isEmpty()
            ? Optional.empty()
            : newest.stream()
                .flatMap(location -> previous(location).stream())
                .filter(before::contains)
                .findFirst();
    confirmed.put(table, new Confirmed(newest, found));
    return found;
  }

  /** What the files of the newest version have said. */
  private record Confirmed(List<MetadataLocation> by, Optional<MetadataLocation> location) {}

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

  /** Configures an {@link S3ListingLocator}. Not thread-safe. */
  public static final class Builder {
    private final S3Client s3;
    private final Map<TableName, MetadataDirectory> directories = new HashMap<>();
    private UnconfirmedTip unconfirmedTip = UnconfirmedTip.WAIT;

    private Builder(S3Client s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
    }

    /**
     * Says where a table's metadata files lie.
     *
     * @param metadataDirectory such as {@code
     *     s3://retail-lake/frompg/tables/postgres/public/iceberg_stores/16488/metadata/}
     * @throws IllegalArgumentException if it is not such an address
     */
    public Builder table(TableName icebergTable, String metadataDirectory) {
      directories.put(icebergTable, MetadataDirectory.parse(metadataDirectory));
      return this;
    }

    /** Default: {@link UnconfirmedTip#WAIT}. */
    public Builder unconfirmedTip(UnconfirmedTip unconfirmedTip) {
      this.unconfirmedTip = Objects.requireNonNull(unconfirmedTip, "unconfirmedTip");
      return this;
    }

    /** Builds the locator. It connects when it is first used. */
    public S3ListingLocator build() {
      return new S3ListingLocator(this);
    }
  }
}
