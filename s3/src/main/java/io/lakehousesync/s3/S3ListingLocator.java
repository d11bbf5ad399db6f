package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
 * ones go on from there with one request or two, also when nothing is new. A look costs no read of
 * a file but where two files share the version before the newest.
 *
 * <p>Thread-safe. The S3 client stays the host's, and so do its timeouts and retries. Its role
 * needs s3:ListBucket and s3:GetObject below the directories.
 */
public final class S3ListingLocator implements MetadataLocator {
  private final S3Client s3;
  private final Map<TableName, MetadataDirectory> directories;
  private final UnconfirmedTip unconfirmedTip;
  private final PreviousFile previousFile;

  /** The lowest file that the last look held on to. */
  private final Map<TableName, MetadataName> known = new ConcurrentHashMap<>();

  private S3ListingLocator(Builder builder) {
    s3 = builder.s3;
    directories = Map.copyOf(builder.directories);
    unconfirmedTip = builder.unconfirmedTip;
    previousFile = new PreviousFile(s3);
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
      if (directories.containsKey(table)) {
        choose(look(table)).ifPresent(location -> found.put(table, location));
      }
    }
    return found;
  }

  /**
   * What the listing says of a table.
   *
   * @throws IllegalArgumentException if the table has no directory here
   * @throws NotAppliedException if it could not be listed
   */
  public ListedTable look(TableName table) {
    MetadataDirectory directory = directories.get(table);
    if (directory == null) {
      throw new IllegalArgumentException("no metadata directory was given for " + table);
    }
    Tips tips = tips(table, directory);
    if (tips.isEmpty()) {
      known.remove(table);
      return new ListedTable(Optional.empty(), List.of());
    }
    known.put(table, tips.lowest());
    return listed(directory, tips);
  }

  private Tips tips(TableName table, MetadataDirectory directory) {
    MetadataListing listing = new MetadataListing(s3, directory);
    MetadataName from = known.get(table);
    return Optional.ofNullable(from).flatMap(listing::from).orElseGet(listing::everything);
  }

  private ListedTable listed(MetadataDirectory directory, Tips tips) {
    List<MetadataLocation> newest =
        tips.newest().stream().map(name -> directory.location(name.fileName())).toList();
    if (newest.size() == 1 && tips.newest().get(0).isHadoop()) {
      // A Hadoop table commits by giving the file its name.
      return new ListedTable(Optional.of(newest.get(0)), List.of());
    }
    List<MetadataLocation> before =
        tips.before().stream().map(name -> directory.location(name.fileName())).toList();
    return new ListedTable(confirmed(before, newest), newest);
  }

  /** Of several files of one version, the one that the next version was written on top of. */
  private Optional<MetadataLocation> confirmed(
      List<MetadataLocation> before, List<MetadataLocation> newest) {
    return before.size() < 2
        ? before.stream().findFirst()
        : newest.stream()
            .flatMap(location -> previousFile.of(location).stream())
            .filter(before::contains)
            .findFirst();
  }

  private Optional<MetadataLocation> choose(ListedTable listed) {
    return unconfirmedTip == UnconfirmedTip.HAND_ON && listed.unconfirmed().size() == 1
        ? Optional.of(listed.unconfirmed().get(0))
        : listed.confirmed();
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
