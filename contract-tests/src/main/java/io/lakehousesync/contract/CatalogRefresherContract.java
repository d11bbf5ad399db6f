package io.lakehousesync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link CatalogRefresher}. A subclass states how to commit snapshots and how
 * to query the catalog. At the start of each test, the catalog does not serve the table.
 */
public abstract class CatalogRefresherContract {
  private static final int RACES = 3;

  /** Returns a new refresher at each call, as after a restart. */
  protected abstract CatalogRefresher newRefresher();

  /** Returns a table that the catalog knows. */
  protected abstract SyncTable table();

  /** Commits one more row to the Iceberg table, and returns the new snapshot. */
  protected abstract MetadataLocation commit() throws Exception;

  /** Commits one row to another Iceberg table, and returns the new snapshot of that table. */
  protected abstract MetadataLocation commitToAnotherTable() throws Exception;

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
  void theNewestSnapshotWinsIfSeveralWereCommitted() throws Exception {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(table(), commit());
    long before = catalogRows();
    commit();
    commit();

    assertThat(refresher.refresh(table(), commit()).served()).isPresent();

    assertThat(catalogRows()).isEqualTo(before + 3);
  }

  @Test
  void aServedSnapshotIsUnchangedAlsoAfterARestart() throws Exception {
    MetadataLocation location = commit();
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(table(), location);
    long before = catalogRows();

    assertThat(refresher.refresh(table(), location))
        .isEqualTo(new RefreshResult.Unchanged(location));
    assertThat(newRefresher().refresh(table(), location))
        .isEqualTo(new RefreshResult.Unchanged(location));
    assertThat(catalogRows()).isEqualTo(before);
  }

  @Test
  void theCatalogNeverMovesBack() throws Exception {
    MetadataLocation older = commit();
    MetadataLocation newer = commit();
    newRefresher().refresh(table(), newer);
    long before = catalogRows();

    // A refresher refuses, or reports the newer snapshot.
    Throwable refusal =
        catchThrowable(
            () -> assertThat(newRefresher().refresh(table(), older).served()).contains(newer));
    if (refusal != null) {
      assertThat(refusal).isInstanceOf(NotAppliedException.class);
    }

    assertThat(catalogRows()).isEqualTo(before);
  }

  @Test
  void theCatalogNeverMovesToAnotherTable() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);
    long before = catalogRows();
    MetadataLocation other = commitToAnotherTable();

    assertThatThrownBy(() -> newRefresher().refresh(table(), other))
        .isInstanceOf(NotAppliedException.class);

    assertThat(catalogRows()).isEqualTo(before);
    assertThat(newRefresher().refresh(table(), location).served()).contains(location);
  }

  @Test
  void servedReturnsTheSnapshotWithoutARefresh() throws Exception {
    MetadataLocation location = commit();
    newRefresher().refresh(table(), location);
    long before = catalogRows();
    commit();

    // Empty: the refresher does not implement served().
    assertThat(newRefresher().served(table())).isIn(Optional.empty(), Optional.of(location));
    assertThat(catalogRows()).isEqualTo(before);
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

  @Test
  void twoCallersLeaveTheNewestSnapshot() throws Exception {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(table(), commit());
    long before = catalogRows();
    for (int race = 1; race <= RACES; race++) {
      MetadataLocation older = commit();
      MetadataLocation newer = commit();

      List<Throwable> failures =
          TwoCallers.run(
              () -> refresher.refresh(table(), older), () -> refresher.refresh(table(), newer));

      // The caller with the older snapshot may be late.
      assertThat(failures).hasSizeLessThan(2).hasOnlyElementsOfType(NotAppliedException.class);
      assertThat(catalogRows()).isEqualTo(before + 2L * race);
    }
  }

  @Test
  void anInterruptedCallerGetsAnAnswerAndStaysInterrupted() throws Exception {
    CatalogRefresher refresher = newRefresher();
    MetadataLocation first = commit();
    refresher.refresh(table(), first);
    MetadataLocation location = commit();

    InterruptedCall.assertAnswer(() -> refresher.refresh(table(), location));

    refresher.refresh(table(), location);
    assertThat(newRefresher().refresh(table(), location).served()).contains(location);
  }

  @Test
  void oneTableAloneIsNoProblem() {
    assertThat(newRefresher().problems(List.of(table()))).isEmpty();
  }
}
