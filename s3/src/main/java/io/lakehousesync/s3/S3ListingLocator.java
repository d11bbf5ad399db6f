package io.lakehousesync.s3;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.s3.internal.listing.CatalogEntries;
import io.lakehousesync.s3.internal.listing.CatalogFile;
import io.lakehousesync.s3.internal.listing.MetadataDirectory;
import io.lakehousesync.s3.internal.listing.MetadataListing;
import io.lakehousesync.s3.internal.listing.TableListing;
import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
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
 * Finds metadata files by listing S3, for hosts that cannot reach PostgreSQL. If the host can reach
 * PostgreSQL, use {@link io.lakehousesync.postgres.IcebergTablesLocator}: it is faster and knows
 * which file is committed.
 *
 * <p>A listing shows files, not commits. The newest file is the one with the highest version in its
 * name. Versions are compared as numbers; LAST_MODIFIED is never used. When a later commit has
 * built on this file, the file is known to be committed. Until then, {@link UnconfirmedFile}
 * determines which file this locator returns.
 *
 * <p>After a restore of PostgreSQL to an earlier state, files of the lost history have higher
 * versions than new files. This locator then returns the wrong file. It cannot detect this error.
 *
 * <p>The first check of a table lists its whole metadata directory, with one request per 1,000
 * keys. If {@link Builder#lastKnown} or {@link Builder#catalogFile} names a file, the first check
 * starts there instead. A check also lists the whole directory if the previous check was a day or
 * more ago. Other checks start at the last file that is known to be committed. They send one or two
 * requests, even if nothing is new.
 *
 * <p>The content of the newest metadata file shows which older file was committed. The locator
 * reads this content only in two cases: after it has listed the whole directory, and if two files
 * have the version that is one below the newest version.
 *
 * <p>Files of Hadoop tables ({@code v7.metadata.json}) are committed as soon as they exist. If a
 * directory has files of this form and of the numbered form of pg_lake ({@code
 * 00007-….metadata.json}), the locator confirms no file in it.
 *
 * <p>Thread-safe. The host owns the S3 client with its timeouts and retries. The client's role
 * needs s3:ListBucket and s3:GetObject below the directories.
 */
public final class S3ListingLocator implements MetadataLocator {
  private static final Logger LOG = LoggerFactory.getLogger(S3ListingLocator.class);

  private final Map<TableName, TableListing> tables = new HashMap<>();
  private final UnconfirmedFile unconfirmedFile;
  private final @Nullable CatalogFile catalogFile;
  private final Clock clock;

  S3ListingLocator(Builder builder, Clock clock) {
    MetadataFileReader files =
        new MetadataFileReader(new ObjectReader(builder.s3), ReadLimits.DEFAULTS);
    builder.directories.forEach(
        (table, directory) ->
            tables.put(
                table,
                new TableListing(
                    directory, new MetadataListing(builder.s3, directory), files, clock)));
    builder.lastKnown.forEach((table, location) -> listing(table).startAt(location));
    unconfirmedFile = builder.unconfirmedFile;
    catalogFile =
        builder.catalogFile == null
            ? null
            : new CatalogFile(new ObjectReader(builder.s3), builder.catalogFile);
    this.clock = clock;
  }

  /** Returns a new builder. The host keeps ownership of the client. */
  public static Builder builder(S3Client s3) {
    return new Builder(s3);
  }

  /**
   * Returns for each table the newest file that {@link UnconfirmedFile} allows. The result is
   * {@link LocatedMetadata.Listed}, because a listing does not show how stale its newest file is.
   * If no file is allowed, the result is {@link LocatedMetadata.Unconfirmed}.
   */
  @Override
  public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
    List<TableName> known = icebergTables.stream().filter(tables::containsKey).toList();
    Map<TableName, LocatedMetadata> found = new LinkedHashMap<>();
    if (!known.isEmpty()) {
      CatalogEntries catalog = catalog();
      for (TableName table : known) {
        located(check(table, catalog)).ifPresent(located -> found.put(table, located));
      }
    }
    return found;
  }

  /**
   * Returns what the listing, or pg_lake's catalog file, shows for a table.
   *
   * @throws IllegalArgumentException if no directory was given for the table
   * @throws NotAppliedException if listing failed, or a file could not be read
   */
  public ListedTable check(TableName table) {
    listing(table);
    return check(table, catalog());
  }

  private ListedTable check(TableName table, CatalogEntries catalog) {
    Optional<MetadataLocation> named = catalog.location(table);
    if (named.isPresent() && catalog.isFresh(clock.instant())) {
      return new ListedTable(named, List.of());
    }
    TableListing listing = listing(table);
    named.ifPresent(listing::startAt);
    return listing.check();
  }

  private CatalogEntries catalog() {
    if (catalogFile == null) {
      return CatalogEntries.NONE;
    }
    CatalogEntries catalog = catalogFile.read();
    if (!catalog.isFresh(clock.instant())) {
      LOG.warn(
          "pg_lake's catalog file of {} is too old, so the tables are listed instead. Check that"
              + " PostgreSQL runs and that pg_lake_iceberg.enable_object_store_catalog is on.",
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

  private Optional<LocatedMetadata> located(ListedTable listed) {
    List<MetadataLocation> unconfirmed = listed.unconfirmed();
    if (unconfirmedFile == UnconfirmedFile.USE_NEWEST && unconfirmed.size() == 1) {
      return Optional.of(new LocatedMetadata.Listed(unconfirmed.get(0)));
    }
    if (listed.confirmed().isEmpty() && !unconfirmed.isEmpty()) {
      return Optional.of(
          new LocatedMetadata.Unconfirmed(
              "%s, the newest metadata file in S3, is not confirmed yet; the next commit of the table shows whether it was committed"
                  .formatted(unconfirmed.get(0).fileName())));
    }
    return listed.confirmed().map(LocatedMetadata.Listed::new);
  }

  /** Configures an {@link S3ListingLocator}. Not thread-safe. */
  public static final class Builder {
    private final S3Client s3;
    private final Map<TableName, MetadataDirectory> directories = new HashMap<>();
    private final Map<TableName, MetadataLocation> lastKnown = new HashMap<>();
    private UnconfirmedFile unconfirmedFile = UnconfirmedFile.WAIT;
    private @Nullable String catalogFile;

    private Builder(S3Client s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
    }

    /**
     * Sets the directory of a table's metadata files.
     *
     * @param metadataDirectory such as {@code
     *     s3://retail-lake/frompg/tables/postgres/public/iceberg_stores/16488/metadata/}
     * @throws IllegalArgumentException if it is not the address of a metadata directory
     */
    public Builder table(TableName icebergTable, String metadataDirectory) {
      directories.put(icebergTable, MetadataDirectory.parse(metadataDirectory));
      return this;
    }

    /**
     * Sets the file at which the first check of a table starts. The first check then sends no more
     * requests than later checks. Give a file that is known to be committed, such as the file in
     * the last report of an earlier process. If the file does not exist any more, or is in another
     * directory, the first check lists the whole directory.
     *
     * <p>Do not give a file that a later commit replaced more than ten days ago. By default,
     * pg_lake removes a replaced file after ten days. If it failed to remove the file that you
     * give, the file still exists, but files of later commits may already be removed. Then the
     * check may miss the newest file, or confirm a file that was not committed.
     */
    public Builder lastKnown(TableName icebergTable, MetadataLocation committed) {
      lastKnown.put(icebergTable, committed);
      return this;
    }

    /**
     * Reads pg_lake's catalog file first, with one request for all tables. The catalog file
     * contains the locations of the committed files of tables with {@code catalog='object_store'}.
     * As long as the catalog file is at most five minutes old, the locator does not list these
     * tables. The locator always lists other tables.
     *
     * @param uri such as {@code s3://retail-lake/frompg/catalog/postgres/catalog.json}. It begins
     *     with the value of {@code pg_lake_iceberg.object_store_catalog_location_prefix}. After
     *     this value come {@code frompg/catalog/}, the name of the database, and the file name
     * @throws IllegalArgumentException if it is not the address of a file on S3
     */
    public Builder catalogFile(String uri) {
      ObjectAddress.of(uri);
      catalogFile = uri;
      return this;
    }

    /**
     * Sets which file the locator returns while it does not know whether the newest file was
     * committed. Default: {@link UnconfirmedFile#WAIT}.
     */
    public Builder unconfirmedFile(UnconfirmedFile unconfirmedFile) {
      this.unconfirmedFile = Objects.requireNonNull(unconfirmedFile, "unconfirmedFile");
      return this;
    }

    /**
     * Builds the locator. It connects when it is first used.
     *
     * @throws IllegalArgumentException if {@link #lastKnown} names a table without a directory
     */
    public S3ListingLocator build() {
      return new S3ListingLocator(this, Clock.systemUTC());
    }
  }
}
