package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.TableName;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
 * <p>The first look at a table lists its whole metadata directory, a request for 1,000 keys, unless
 * {@link Builder#lastKnown} or {@link Builder#catalogFile} says where to begin; so does one after a
 * pause of a day. The others go on from there with one request or two, also when nothing is new. A
 * file is read after a look at the whole directory, and where two files share the version before
 * the newest.
 *
 * <p>Names of Hadoop tables ({@code v7.metadata.json}) are committed as such. Where there are names
 * of both forms, none is confirmed.
 *
 * <p>Thread-safe. The S3 client stays the host's, and so do its timeouts and retries. Its role
 * needs s3:ListBucket and s3:GetObject below the directories.
 */
public final class S3ListingLocator implements MetadataLocator {
  private static final Logger LOG = LoggerFactory.getLogger(S3ListingLocator.class);

  private final Map<TableName, TableListing> tables = new HashMap<>();
  private final UnconfirmedTip unconfirmedTip;
  private final @Nullable CatalogFile catalogFile;
  private final Clock clock;

  S3ListingLocator(Builder builder, Clock clock) {
    MetadataFiles files = MetadataFiles.of(builder.s3);
    builder.directories.forEach(
        (table, directory) ->
            tables.put(
                table,
                new TableListing(
                    directory, new MetadataListing(builder.s3, directory), files, clock)));
    builder.lastKnown.forEach((table, location) -> listing(table).startAt(location));
    unconfirmedTip = builder.unconfirmedTip;
    catalogFile =
        builder.catalogFile == null
            ? null
            : new CatalogFile(new ObjectReader(builder.s3), builder.catalogFile);
    this.clock = clock;
  }

  /** Starts a configuration over a client that stays the host's. */
  public static Builder builder(S3Client s3) {
    return new Builder(s3);
  }

  /** The newest files of the tables, as far as {@link UnconfirmedTip} lets them through. */
  @Override
  public Map<TableName, MetadataLocation> locate(Collection<TableName> icebergTables) {
    List<TableName> known = icebergTables.stream().filter(tables::containsKey).toList();
    Map<TableName, MetadataLocation> found = new LinkedHashMap<>();
    if (!known.isEmpty()) {
      CatalogEntries catalog = catalog();
      for (TableName table : known) {
        choose(look(table, catalog)).ifPresent(location -> found.put(table, location));
      }
    }
    return found;
  }

  /**
   * What the listing, or pg_lake's catalog file, says of a table.
   *
   * @throws IllegalArgumentException if the table has no directory here
   * @throws NotAppliedException if it could not be listed, or a file not be read
   */
  public ListedTable look(TableName table) {
    listing(table);
    return look(table, catalog());
  }

  private ListedTable look(TableName table, CatalogEntries catalog) {
    Optional<MetadataLocation> named = catalog.location(table);
    if (named.isPresent() && catalog.isFresh(clock.instant())) {
      return new ListedTable(named, List.of());
    }
    TableListing listing = listing(table);
    named.ifPresent(listing::startAt);
    return listing.look();
  }

  private CatalogEntries catalog() {
    if (catalogFile == null) {
      return CatalogEntries.NONE;
    }
    CatalogEntries catalog = catalogFile.read();
    if (!catalog.isFresh(clock.instant())) {
      LOG.warn(
          "pg_lake's catalog file is of {}, so it no longer counts and tables are listed: is"
              + " PostgreSQL up, and pg_lake_iceberg.enable_object_store_catalog on?",
          catalog.takenAt());
    }
    return catalog;
  }

  private TableListing listing(TableName table) {
    TableListing listing = tables.get(table);
    if (listing == null) {
      throw new IllegalArgumentException("no metadata directory was given for " + table);
    }
    return listing;
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
    private final Map<TableName, MetadataLocation> lastKnown = new HashMap<>();
    private UnconfirmedTip unconfirmedTip = UnconfirmedTip.WAIT;
    private @Nullable String catalogFile;

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

    /**
     * Says where the first look at a table begins, so that it costs what later ones do: a file that
     * is known to be committed, such as the one that the last report of an earlier process names.
     * If it has expired, or lies in another directory, the first look lists the whole directory. Do
     * not give one that is older than pg_lake's retention of replaced files, ten days by default.
     */
    public Builder lastKnown(TableName icebergTable, MetadataLocation committed) {
      lastKnown.put(icebergTable, committed);
      return this;
    }

    /**
     * Asks pg_lake's catalog file first, with one request for all tables: for tables with {@code
     * catalog='object_store'}, it says what is committed. These are not listed while pg_lake writes
     * the file, which is seen by its time: it must not be older than five minutes. The others are.
     *
     * @param uri such as {@code s3://retail-lake/frompg/catalog/postgres/catalog.json}: {@code
     *     pg_lake_iceberg.object_store_catalog_location_prefix}, then {@code frompg/catalog/} and
     *     the database
     * @throws IllegalArgumentException if it is not the address of a file on S3
     */
    public Builder catalogFile(String uri) {
      ObjectAddress.of(uri);
      catalogFile = uri;
      return this;
    }

    /** Default: {@link UnconfirmedTip#WAIT}. */
    public Builder unconfirmedTip(UnconfirmedTip unconfirmedTip) {
      this.unconfirmedTip = Objects.requireNonNull(unconfirmedTip, "unconfirmedTip");
      return this;
    }

    /**
     * Builds the locator. It connects when it is first used.
     *
     * @throws IllegalArgumentException if a last known file is of a table without a directory
     */
    public S3ListingLocator build() {
      return new S3ListingLocator(this, Clock.systemUTC());
    }
  }
}
