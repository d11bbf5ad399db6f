package io.lakehousesync.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.SyncTable;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link CatalogRefresher}. A subclass states how to commit snapshots and how
 * to query the catalog.
 */
public abstract class CatalogRefresherContract {
  /** Returns a new refresher at each call, as after a restart. */
  protected abstract CatalogRefresher newRefresher();

  /** Returns a table that the catalog knows. */
  protected abstract SyncTable table();

  /** Commits one more row to the Iceberg table, and returns the new snapshot. */
  protected abstract MetadataLocation commit() throws Exception;

  /** Returns how many rows the catalog serves, by a query as users send it. */
  protected abstract long catalogRows() throws Exception;

  @Test
  void theCatalogServesWhatWasRefreshed() throws Exception {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(table(), commit());
    long before = catalogRows();
    MetadataLocation next = commit();
    assertThat(catalogRows()).isEqualTo(before);

    RefreshResult result = refresher.refresh(table(), next);

    assertThat(result).isInstanceOf(RefreshResult.Refreshed.class);
    assertThat(result.served()).contains(next);
    assertThat(catalogRows()).isEqualTo(before + 1);
  }

  @Test
  void aServedSnapshotIsUnchangedAlsoAfterARestart() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);

    assertThat(newRefresher().refresh(table(), location))
        .isEqualTo(new RefreshResult.Unchanged(location));
  }

  @Test
  void servedReturnsTheSnapshotWithoutARefresh() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);
    commit();

    assertThat(newRefresher().served(table())).contains(location);
  }

  @Test
  void aMissingFileDoesNotChangeTheServedSnapshot() throws Exception {
    CatalogRefresher refresher = newRefresher();
    MetadataLocation location = commit();
    refresher.refresh(table(), location);
    long before = catalogRows();
    MetadataLocation missing =
        new MetadataLocation(location.uri().replace(location.fileName(), "99999-x.metadata.json"));

    assertThatThrownBy(() -> refresher.refresh(table(), missing))
        .isInstanceOf(NotAppliedException.class);
    assertThat(catalogRows()).isEqualTo(before);
    assertThat(refresher.refresh(table(), location).served()).contains(location);
  }
}
