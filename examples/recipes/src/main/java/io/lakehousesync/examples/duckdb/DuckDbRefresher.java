package io.lakehousesync.examples.duckdb;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.s3.MetadataFiles;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.TableMetadata;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Maintains views in a DuckDB file. Each view shows one snapshot of one Iceberg table. A refresh
 * first downloads the missing files of the next snapshot. Then it switches the view to this
 * snapshot in a transaction. Files of the previous snapshot stay, because queries may still read
 * them.
 *
 * <p>Only one process at a time can write to a DuckDB file. A refresh opens the file to read which
 * snapshot a view shows, and to switch the view. While another process has the file open, the
 * refresh fails. The sync repeats the refresh later.
 *
 * <p>Thread-safe. Only one refresh runs at a time.
 */
public final class DuckDbRefresher implements CatalogRefresher {
  private final DuckDbCatalog catalog;
  private final MetadataFiles files;
  private final LocalCopies copies;

  /**
   * Creates a refresher of a DuckDB file.
   *
   * @param database the DuckDB file. It is created if it does not exist
   * @param cache the directory of the downloaded files
   * @param s3 the client that reads the Iceberg tables. The refresher does not close it
   */
  public DuckDbRefresher(Path database, Path cache, S3Client s3) {
    catalog = new DuckDbCatalog(database);
    files = MetadataFiles.of(s3);
    copies = new LocalCopies(cache, s3);
  }

  /** Returns the view of a table: its catalog name, or the name of the Iceberg table. */
  private static TableName view(SyncTable table) {
    return table.catalogName().map(TableName::parse).orElse(table.target());
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    return read(view(table)).map(DuckDbCatalog.Served::location);
  }

  @Override
  public synchronized RefreshResult refresh(SyncTable table, MetadataLocation location) {
    TableName view = view(table);
    Optional<DuckDbCatalog.Served> before = read(view);
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
    return RefreshResult.refreshed(location);
  }

  private static void refuseOther(TableName view, MetadataLocation now, MetadataLocation wanted) {
    if (!wanted.includes(now)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("View %s shows %s, and %s is not a later snapshot of it: was PostgreSQL restored, or the"
                  + " table recreated? Nothing was changed. To follow, drop the view's row in %s.")
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
          "It is unknown whether view %s shows %s: %s. The next run checks first."
              .formatted(view, wanted.location(), e.getMessage()),
          e);
    }
    if (now.filter(wanted.location()::equals).isEmpty()) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          "View %s was not switched to %s: %s. It still shows the previous snapshot. Run again."
              .formatted(
                  view,
                  wanted.location(),
                  failure == null ? "DuckDB reported success" : failure.getMessage()),
          failure);
    }
  }

  private Optional<DuckDbCatalog.Served> read(TableName view) {
    try {
      return catalog.served(view);
    } catch (SQLException e) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          ("The snapshot of view %s could not be read from DuckDB: %s. Nothing was changed."
                  + " Close other processes that have the file open, and run again.")
              .formatted(view, e.getMessage()),
          e);
    }
  }
}
