package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.table.SyncTable;
import org.junit.jupiter.api.Test;

/** With {@link InvalidTables#FAIL_RUNS}, an invalid table does not stop the others. */
class InvalidTablesTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final SyncTable SALES = SyncTable.of("sales", "iceberg_sales");

  private final FakeSource source = new FakeSource();
  private final FakeLocator locator = new FakeLocator().at(STORES, 1).at(SALES, 1);

  @Test
  void validTablesAreSyncedAndRunsOfAnInvalidTableFailWithItsProblem() {
    source.problems.put(SALES, "There is no table public.sales.");

    SyncReport report = lenient().runOnce();

    assertThat(report.tables().get(0).succeeded()).isTrue();
    assertThat(report.tables().get(1).failure().orElseThrow())
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessage(
            "public.sales -> public.iceberg_sales cannot be synced: There is no table"
                + " public.sales. Nothing was copied. Each run checks the table again.");
    assertThat(source.copied).containsExactly(STORES);
  }

  @Test
  void aTableThatWasFixedIsSyncedByItsNextRun() {
    source.problems.put(SALES, "There is no table public.sales.");
    LakehouseSync sync = lenient();
    sync.runOnce();

    source.problems.clear();

    assertThat(sync.runOnce().succeeded()).isTrue();
    assertThat(source.copied).contains(SALES);
  }

  @Test
  void aTableIsNotUnchangedBeforeItIsValid() {
    source.problems.put(SALES, "There is no table public.sales.");
    source.unchanged.put(SALES, FakeSource.NOW);

    assertThat(lenient().runOnce().succeeded()).isFalse();
  }

  @Test
  void aTableThatCannotBeCheckedNowIsCheckedByItsFirstRunAndDelaysNoOther() {
    NotAppliedException locked = new NotAppliedException(Retry.SENSIBLE, "locked", null);
    source.uncheckable.put(STORES, locked);
    source.problems.put(SALES, "There is no table public.sales.");

    SyncReport report = lenient().runOnce();

    assertThat(report.tables().get(0).failure()).contains(locked);
    assertThat(report.tables().get(1).failure().orElseThrow())
        .hasMessageContaining("There is no table public.sales.");
    assertThat(source.copied).isEmpty();
  }

  @Test
  void aSyncWithoutAValidTableIsRejected() {
    source.problems.put(STORES, "There is no table public.stores.");
    source.problems.put(SALES, "There is no table public.sales.");

    assertThatThrownBy(this::lenient)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("no table public.stores", "no table public.sales");
  }

  @Test
  void byDefaultOneInvalidTableRejectsTheSync() {
    source.problems.put(SALES, "There is no table public.sales.");

    assertThatThrownBy(() -> sync(InvalidTables.REFUSE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("There is no table public.sales.");
  }

  private LakehouseSync lenient() {
    return sync(InvalidTables.FAIL_RUNS);
  }

  private LakehouseSync sync(InvalidTables invalidTables) {
    return LakehouseSync.builder()
        .source(source)
        .locator(locator)
        .table(STORES)
        .table(SALES)
        .invalidTables(invalidTables)
        .build();
  }
}
