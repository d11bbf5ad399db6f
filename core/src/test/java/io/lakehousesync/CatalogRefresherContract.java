package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * What every {@link CatalogRefresher} must do. Inherit it, and say how to commit snapshots and how
 * to ask the catalog.
 */
public abstract class CatalogRefresherContract {
  /** The refresher under test: for each call a new one, as after a restart. */
  protected abstract CatalogRefresher newRefresher();

  /** The table, which the catalog knows. */
  protected abstract SyncTable table();

  /** Commits one more row to the table's Iceberg side, and tells the new snapshot. */
  protected abstract MetadataLocation commit() throws Exception;

  /** How many rows the catalog serves, by a query of the catalog's users. */
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
  void aSnapshotThatIsServedIsUnchangedAlsoAfterARestart() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);

    assertThat(newRefresher().refresh(table(), location))
        .isEqualTo(new RefreshResult.Unchanged(location));
  }

  @Test
  void whatIsServedCanBeAskedWithoutARefresh() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);
    commit();

    assertThat(newRefresher().served(table())).contains(location);
  }

  @Test
  void aFileThatIsNotThereLeavesTheOldSnapshotServed() throws Exception {
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
