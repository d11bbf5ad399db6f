package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LakehouseSyncTest {
  private static final Instant NOW = FakeSource.NOW;
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final SyncTable SALES = SyncTable.of("sales", "iceberg_sales");

  private final FakeSource source = new FakeSource();
  private final FakeLocator locator = new FakeLocator();
  private final FakeRefresher refresher = new FakeRefresher();

  @Test
  void reportsRowsSnapshotAndFreshnessOfEachTable() {
    locator.at(STORES, 3).at(SALES, 7);
    source.batches(STORES, CopyResult.complete(5, NOW.minusSeconds(2)));
    source.batches(SALES, CopyResult.complete(0, NOW.minusSeconds(1)));

    SyncReport report = sync(STORES, SALES).runOnce();

    assertThat(report.succeeded()).isTrue();
    assertThat(report.rows()).isEqualTo(5);
    TableReport stores = report.tables().get(0);
    assertThat(stores.table()).isEqualTo(STORES);
    assertThat(stores.location()).contains(FakeLocator.location(STORES, 3));
    assertThat(stores.freshnessLag()).contains(Duration.ofSeconds(2));
    assertThat(stores.guarantee()).isEqualTo("none, because this source is a fake");
    assertThat(stores.toString())
        .contains("synced public.stores -> public.iceberg_stores rows=5")
        .contains("snapshot=00003-x.metadata.json catalog=refreshed freshness_ms=2000");
  }

  @Test
  void copiesBatchesUntilNoneIsLeft() {
    locator.at(STORES, 1);
    source.batches(STORES, CopyResult.more(10), CopyResult.more(10), CopyResult.complete(3, NOW));

    assertThat(sync(STORES).runOnce().rows()).isEqualTo(23);
    assertThat(refresher.refreshed).hasSize(1);
  }

  @Test
  void copiesNothingOfATableThatIsUnchanged() {
    locator.at(STORES, 1).at(SALES, 1);
    source.unchanged.put(STORES, NOW.minusSeconds(1));

    SyncReport report = sync(STORES, SALES).runOnce();

    assertThat(source.copied).containsExactly(SALES);
    assertThat(report.tables().get(0).freshnessLag()).contains(Duration.ofSeconds(1));
  }

  @Test
  void refreshesASnapshotThatAnotherHostHasCommitted() {
    locator.at(STORES, 1);
    source.unchanged.put(STORES, NOW);
    LakehouseSync sync = sync(STORES);
    sync.runOnce();
    locator.at(STORES, 2);

    sync.runOnce();

    assertThat(source.copied).isEmpty();
    assertThat(refresher.refreshed)
        .containsExactly(FakeLocator.location(STORES, 1), FakeLocator.location(STORES, 2));
  }

  @Test
  void aFailedCheckFailsAllTablesAndCopiesNothing() {
    source.checkFailure = new NotAppliedException(Retry.SENSIBLE, "no connection", null);

    assertThat(sync(STORES, SALES).runOnce().tables())
        .allSatisfy(
            table ->
                assertThat(table.failure()).isEqualTo(Optional.ofNullable(source.checkFailure)));
    assertThat(source.copied).isEmpty();
  }

  @Test
  void anIdleRunCostsOneLookUpForAllTables() {
    locator.at(STORES, 1).at(SALES, 1);
    LakehouseSync sync = sync(STORES, SALES);
    sync.runOnce();
    source.unchanged.put(STORES, NOW);
    source.unchanged.put(SALES, NOW);
    locator.lookUps.clear();

    sync.runOnce();

    assertThat(locator.lookUps).hasSize(1);
    assertThat(locator.lookUps.get(0)).containsExactlyInAnyOrder(STORES.target(), SALES.target());
  }

  @Test
  void refreshesTheNewestSnapshotAtTheTimeOfTheRefresh() {
    locator.at(STORES, 1);
    source.unchanged.put(STORES, NOW);
    locator.onNextLookUp = () -> locator.at(STORES, 2);

    TableReport report = sync(STORES).runOnce().tables().get(0);

    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 2));
    assertThat(report.location()).contains(FakeLocator.location(STORES, 2));
    assertThat(report.freshnessLag()).isPresent();
  }

  @Test
  void refreshesSeveralTablesAtTheSameTime() {
    locator.at(STORES, 1).at(SALES, 1);
    CyclicBarrier together = new CyclicBarrier(2);
    CatalogRefresher meeting =
        (table, location) -> {
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return RefreshResult.refreshed(location);
        };

    builder(STORES, SALES).refresher(meeting).parallelRefreshes(2).build().runOnce().orThrow();
  }

  @Test
  void refreshesAnUnchangedSnapshotOnlyOnce() {
    locator.at(STORES, 1);
    LakehouseSync sync = sync(STORES);

    sync.runOnce();
    TableReport second = sync.runOnce().tables().get(0);

    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 1));
    assertThat(second.refresh())
        .contains(new RefreshResult.Unchanged(FakeLocator.location(STORES, 1)));
    assertThat(second.freshnessLag()).isPresent();
  }

  @Test
  void listenersAreCalledForARefreshOnlyIfTheCatalogWasAsked() {
    locator.at(STORES, 1);
    List<RefreshResult> results = new ArrayList<>();
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
                    results.add(result);
                  }
                })
            .build();

    sync.runOnce();
    sync.runOnce();

    assertThat(results).containsExactly(RefreshResult.refreshed(FakeLocator.location(STORES, 1)));
  }

  @Test
  void listenersSeeTheStepsOfARunInOrder() {
    locator.at(STORES, 1);
    source.batches(STORES, CopyResult.more(1), CopyResult.complete(1, NOW));
    List<String> events = new CopyOnWriteArrayList<>();
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void stepBegan(SyncTable table, RunStep step) {
                    events.add(step + " " + table.source().name());
                  }

                  @Override
                  public void ended(TableReport report) {
                    events.add("ended");
                  }
                })
            .build();

    sync.runOnce();
    source.unchanged.put(STORES, NOW);
    sync.runOnce();

    assertThat(events)
        .containsExactly(
            "COPY stores", "COPY stores", "LOCATE stores", "REFRESH stores", "ended", "ended");
  }

  @Test
  void refreshesAgainAfterARefreshThatFailed() {
    locator.at(STORES, 1);
    LakehouseSync sync = sync(STORES);
    refresher.failure = new OutcomeUnknownException("lost", null);
    TableReport failed = sync.runOnce().tables().get(0);
    refresher.failure = null;

    sync.runOnce().orThrow();

    assertThat(failed.succeeded()).isFalse();
    assertThat(failed.freshnessLag()).isEmpty();
    assertThat(refresher.refreshed).hasSize(1);
  }

  @Test
  void hasNoFreshnessLagUnlessTheCatalogConfirmedTheSnapshot() {
    locator.at(STORES, 1);

    TableReport report =
        builder(STORES).refresher(CatalogRefresher.none()).build().runOnce().tables().get(0);

    assertThat(report.succeeded()).isTrue();
    assertThat(report.freshnessLag()).isEmpty();
  }

  @Test
  void hasNoFreshnessLagForAFileThatMayNotBeTheNewestCommit() {
    locator.locations.put(
        STORES.target(), new LocatedMetadata.Listed(FakeLocator.location(STORES, 1)));
    source.batches(STORES, CopyResult.complete(5, NOW));
    LakehouseSync sync = sync(STORES);

    TableReport report = sync.runOnce().orThrow().tables().get(0);

    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 1));
    assertThat(report.freshnessLag()).isEmpty();
    assertThat(report.toString()).doesNotContain("freshness_ms");
    assertThat(sync.health().tables().get(0).status()).isEqualTo(TableHealth.Status.STALE);
    assertThat(sync.health().tables().get(0).reason())
        .isEqualTo(
            "the freshness lag is unknown, because the metadata file that the locator found may not"
                + " be the newest commit; the catalog serves that file");
  }

  @Test
  void anUnconfirmedFileDefersTheRefreshAndIsNoFailure() {
    locator.locations.put(
        STORES.target(), new LocatedMetadata.Unconfirmed("Only one file is there."));
    List<SyncTable> opened = new ArrayList<>();
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void circuitOpened(
                      SyncTable table, LakehouseSyncException failure, Duration next) {
                    opened.add(table);
                  }
                })
            .build();

    TableReport report = sync.runOnce().orThrow().tables().get(0);

    assertThat(refresher.refreshed).isEmpty();
    assertThat(opened).isEmpty();
    assertThat(report.refresh()).contains(new RefreshResult.Deferred("Only one file is there."));
    assertThat(report.toString()).contains("catalog=deferred");
    assertThat(sync.health().tables().get(0).reason()).isEqualTo("Only one file is there.");
    locator.at(STORES, 1);
    sync.runOnce().orThrow();
    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 1));
  }

  @Test
  void throwsTheFailuresOfOtherTablesOnceEvenIfCalledTwice() {
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "locked", null));
    source.failures.put(SALES, new NotAppliedException(Retry.SENSIBLE, "full", null));
    SyncReport report = sync(STORES, SALES).runOnce();

    assertThatThrownBy(report::orThrow).hasMessage("locked");

    assertThatThrownBy(report::orThrow)
        .satisfies(
            first ->
                assertThat(first.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsOnlyOnce("full"));
  }

  @Test
  void theQueryOfAnotherSessionCannotForgeFieldsOfTheLogLine() {
    locator.at(STORES, 1);
    source.batches(STORES, CopyResult.blocked(0, "pid 1 (SELECT \"x\"\n failure=none)"));

    TableReport report = sync(STORES).runOnce().tables().get(0);

    assertThat(report.toString())
        .contains(" blocked_by=\"pid 1 (SELECT \\\"x\\\" failure=none)\" ");
  }

  @Test
  void aFailedTableDoesNotDelayTheOthers() {
    locator.at(SALES, 1);
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "locked", null));

    SyncReport report = sync(STORES, SALES).runOnce();

    assertThat(report.tables()).extracting(TableReport::succeeded).containsExactly(false, true);
    assertThat(report.tables().get(0).toString()).contains("FAILED", "error=\"locked\"");
    assertThatThrownBy(report::orThrow).hasMessage("locked");
  }

  @Test
  void aFailedCopyDoesNotPreventTheRefreshOfCommittedRows() {
    locator.at(STORES, 1);
    source.batches(STORES, CopyResult.more(10));
    source.whileCopying =
        table -> {
          if (source.copied.size() == 2) {
            throw new NotAppliedException(Retry.POINTLESS, "NaN in a numeric", null);
          }
        };

    TableReport report = sync(STORES).runOnce().tables().get(0);

    assertThat(report.failure())
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("NaN in a numeric");
    assertThat(report.rows()).isEqualTo(10);
    assertThat(report.refresh()).isPresent();
    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 1));
  }

  @Test
  void aFailedRefreshDoesNotHideAnEarlierFailedCopy() {
    locator.at(STORES, 1);
    source.failures.put(STORES, new NotAppliedException(Retry.POINTLESS, "NaN in a numeric", null));
    refresher.failure = new OutcomeUnknownException("lost", null);

    LakehouseSyncException failure = sync(STORES).runOnce().tables().get(0).failure().orElseThrow();

    assertThat(failure).hasMessage("NaN in a numeric");
    assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).containsExactly("lost");
  }

  @Test
  void anUnexpectedExceptionIsAnUnknownOutcome() {
    source.failures.put(STORES, new IllegalStateException("oops"));

    assertThat(sync(STORES).runOnce().tables().get(0).failure())
        .get()
        .isInstanceOf(OutcomeUnknownException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("Unexpected failure while copying public.stores -> public.iceberg_stores");
  }

  @Test
  void aReportIsOneLineEvenIfTheFailureHasSeveral() {
    source.failures.put(
        STORES, new NotAppliedException(Retry.SENSIBLE, "no column \"c\"\n  Where: here", null));

    assertThat(sync(STORES).runOnce().tables().get(0).toString())
        .endsWith("error=\"no column \\\"c\\\" Where: here\"");
  }

  @Test
  void anErrorIsAFailureOfItsTableToo() {
    List<TableReport> ended = new ArrayList<>();
    source.whileCopying =
        table -> {
          throw new NoClassDefFoundError("driver");
        };
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void ended(TableReport report) {
                    ended.add(report);
                  }
                })
            .build();

    assertThat(sync.runOnce().tables()).isEqualTo(ended);
    assertThat(ended.get(0).failure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("java.lang.NoClassDefFoundError: driver. The next run reads what is committed.");
  }

  @Test
  void aTableWithoutMetadataFileFails() {
    TableReport report = sync(STORES).runOnce().tables().get(0);

    assertThat(report.failure())
        .get()
        .isInstanceOf(NotAppliedException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("No metadata file was found for Iceberg table public.iceberg_stores");
    assertThat(refresher.refreshed).isEmpty();
  }

  @Test
  void aLocatorThatFailsFailsTheTablesThatWereCopied() {
    locator.failure = new NotAppliedException(Retry.SENSIBLE, "no connection", null);

    assertThat(sync(STORES, SALES).runOnce().tables())
        .allSatisfy(
            table -> assertThat(table.failure()).isEqualTo(Optional.ofNullable(locator.failure)));
  }

  @Test
  void buildListsAllProblems() {
    assertThatThrownBy(() -> LakehouseSync.builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("No source", "No locator", "No table");
  }

  @Test
  void buildRejectsTwoTablesWithOneTargetAndInvalidTables() {
    source.problems.put(SALES, "sales has no marker");
    SyncTable twice = SyncTable.of("other", "iceberg_stores");

    assertThatThrownBy(() -> sync(STORES, twice, SALES))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "Two tables are copied into public.iceberg_stores: give each table its own"
                            + " Iceberg table.",
                        "sales has no marker"));
  }

  @Test
  void runOnceThrowsWhenClosed() {
    LakehouseSync sync = sync(STORES);
    sync.close();

    assertThatThrownBy(sync::runOnce)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private LakehouseSync sync(SyncTable... tables) {
    return builder(tables).build();
  }

  private LakehouseSyncBuilder builder(SyncTable... tables) {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(source)
            .locator(locator)
            .refresher(refresher)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC));
    List.of(tables).forEach(builder::table);
    return builder;
  }
}
