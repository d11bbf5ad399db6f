package io.lakehousesync.examples.duckdb;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.s3.MetadataFiles;
import io.lakehousesync.s3.SnapshotFile;
import io.lakehousesync.s3.TableMetadata;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Keeps views in a DuckDB file: each shows one snapshot of one Iceberg table, and is switched to
 * the next in a transaction. The files of a snapshot are downloaded first, those that are there
 * already are not; the ones of the snapshot before stay, for queries that still read them.
 *
 * <p>DuckDB lets one process at a time write to a file. A refresh opens it for as long as it takes
 * to switch a view, and fails, to be tried again, while an analyst's process has it open.
 *
 * <p>Thread-safe; one refresh at a time.
 */
public final class DuckDbRefresher implements CatalogRefresher {
  private final DuckDbCatalog catalog;
  private final MetadataFiles files;
  private final LocalCopies copies;

  /**
   * A refresher of a DuckDB file.
   *
   * @param database the file, which is created when it is missing
   * @param cache the directory of the downloaded files
   * @param s3 what reads the Iceberg tables; stays the caller's
   */
  public DuckDbRefresher(Path database, Path cache, S3Client s3) {
    catalog = new DuckDbCatalog(database);
    files = MetadataFiles.of(s3);
    copies = new LocalCopies(cache, s3);
  }

  /** The view of a table: its catalog name, or else the Iceberg table's, with the schema. */
  private static TableName view(SyncTable table) {
    return table.catalogName().map(TableName::parse).orElse(table.target());
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    return ask(view(table)).map(DuckDbCatalog.Served::location);
  }

  @Override
  public synchronized RefreshResult refresh(SyncTable table, MetadataLocation location) {
    TableName view = view(table);
    Optional<DuckDbCatalog.Served> before = ask(view);
    if (before.filter(served -> served.location().equals(location)).isPresent()) {
      return new RefreshResult.Unchanged(location);
    }
    before.ifPresent(served -> refuseOther(view, served.location(), location));
    TableMetadata metadata = files.read(location);
    List<SnapshotFile> snapshot = metadata.currentSnapshot().map(files::files).orElse(List.of());
    SnapshotView query = SnapshotView.of(location, metadata.schema(), snapshot, copies);
    List<Path> local = copies.download(snapshot);
    switchTo(view, query, new DuckDbCatalog.Served(location, local));
    copies.keepOnly(location, local, before.map(DuckDbCatalog.Served::files).orElse(List.of()));
    return new RefreshResult.Refreshed(location, Optional.empty());
  }

  private static void refuseOther(TableName view, MetadataLocation now, MetadataLocation wanted) {
    if (!wanted.includes(now)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("View %s shows %s, of which %s is no later snapshot: was PostgreSQL restored, or the"
                  + " table created anew? Nothing was changed. To follow, drop the view's row in %s.")
              .formatted(view, now, wanted, DuckDbCatalog.TABLE),
          null);
    }
  }

  private void switchTo(TableName view, SnapshotView query, DuckDbCatalog.Served wanted) {
    SQLException failure = null;
    try {
      catalog.switchTo(view, query.sql(), wanted);
    } catch (SQLException e) {
      failure = e;
    }
    Optional<MetadataLocation> now;
    try {
      now = catalog.served(view).map(DuckDbCatalog.Served::location);
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "Whether view %s shows %s could not be read back: %s. The next run asks first."
              .formatted(view, wanted.location(), e.getMessage()),
          e);
    }
    if (now.filter(wanted.location()::equals).isEmpty()) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          "View %s was not switched to %s: %s. It shows what it showed before. Run again."
              .formatted(
                  view,
                  wanted.location(),
                  failure == null ? "DuckDB said it was" : failure.getMessage()),
          failure);
    }
  }

  private Optional<DuckDbCatalog.Served> ask(TableName view) {
    try {
      return catalog.served(view);
    } catch (SQLException e) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          ("DuckDB could not be asked what view %s shows: %s. Nothing was changed. Close other"
                  + " processes that have the file open, and run again.")
              .formatted(view, e.getMessage()),
          e);
    }
  }
}
