package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The run of a group is one copy for all of its tables, and one refresh for each table. */
class GroupTest {
  private static final SyncTable ORDERS = SyncTable.of("orders", "iceberg_orders");
  private static final SyncTable LINES = SyncTable.of("lines", "iceberg_lines");
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final SyncGroup SALES = SyncGroup.of("sales", ORDERS, LINES);

  private final FakeSource source = new FakeSource();
  private final FakeLocator locator = new FakeLocator().at(ORDERS, 2).at(LINES, 2).at(STORES, 2);
  private final FakeRefresher refresher = new FakeRefresher();
  private final List<CutReport> heard = new CopyOnWriteArrayList<>();

  @Test
  void aGroupIsCopiedTogetherAndItsCutIsReported() {
    try (LakehouseSync sync = builder().table(STORES).build()) {
      SyncReport report = sync.runOnce().orThrow();

      assertThat(source.cuts).containsExactly(SALES);
      assertThat(source.copied).containsExactly(STORES);
      assertThat(report.tables()).hasSize(3).allMatch(table -> table.refresh().isPresent());
      assertThat(report.cuts()).hasSize(1);
      CutReport cut = report.cuts().get(0);
      assertThat(cut.id()).isEqualTo(1);
      assertThat(cut.shows()).isEqualTo(FakeSource.NOW);
      assertThat(heard).containsExactly(cut);
      assertThat(cut).asString().startsWith("cut 1 of group sales shows=2026-11-22T12:00:00Z");
    }
  }

  @Test
  void aGroupIsCopiedIfOneOfItsTablesHasChanged() {
    try (LakehouseSync sync = builder().build()) {
      sync.runOnce().orThrow();
      source.unchanged.put(ORDERS, FakeSource.NOW);

      assertThat(sync.runOnce().orThrow().cuts()).hasSize(1);

      source.unchanged.put(LINES, FakeSource.NOW);

      assertThat(sync.runOnce().orThrow().cuts()).isEmpty();
      assertThat(source.cuts).hasSize(2);
    }
  }

  @Test
  void aTriggeredTableRunsItsGroup() throws Exception {
    try (LakehouseSync sync = builder().table(STORES).build()) {
      assertThat(sync.trigger("lines").get(10, TimeUnit.SECONDS).table()).isEqualTo(LINES);

      assertThat(source.cuts).containsExactly(SALES);
      assertThat(source.copied).isEmpty();
    }
  }

  @Test
  void aGroupContinuesUntilThereIsACut() {
    source.cutResults.add(CutResult.notYet(Map.of(ORDERS, CopyResult.more(7), LINES, more())));
    source.cutResults.add(CutResult.notYet(Map.of(ORDERS, CopyResult.more(3), LINES, more())));
    try (LakehouseSync sync = builder().build()) {
      SyncReport report = sync.runOnce().orThrow();

      assertThat(source.cuts).hasSize(3);
      assertThat(report.rows()).isEqualTo(10);
      assertThat(report.cuts()).hasSize(1);
    }
  }

  @Test
  void aGroupThatAnotherSessionCopiesHasNoCut() {
    CopyResult elsewhere = CopyResult.elsewhere("pid 7");
    source.cutResults.add(CutResult.notYet(Map.of(ORDERS, elsewhere, LINES, elsewhere)));
    try (LakehouseSync sync = builder().build()) {
      SyncReport report = sync.runOnce().orThrow();

      assertThat(source.cuts).hasSize(1);
      assertThat(report.cuts()).isEmpty();
      assertThat(report.tables())
          .allSatisfy(table -> assertThat(table.blockedBy()).contains("pid 7"));
    }
  }

  @Test
  void aGroupThatNeverReachesACutEndsItsRun() {
    for (int i = 0; i < 20; i++) {
      source.cutResults.add(CutResult.notYet(Map.of(ORDERS, more(), LINES, more())));
    }
    try (LakehouseSync sync = builder().build()) {
      SyncReport report = sync.runOnce().orThrow();

      assertThat(source.cuts).hasSize(5);
      assertThat(report.tables())
          .allMatch(table -> table.remaining() == CopyResult.Remaining.READY);
    }
  }

  @Test
  void aFailedCutFailsAllTablesOfTheGroupAndNoOther() {
    source.cutFailure =
        new NotAppliedException(NotAppliedException.Retry.SENSIBLE, "no cut today", null);
    try (LakehouseSync sync = builder().table(STORES).build()) {
      SyncReport report = sync.runOnce();

      assertThat(report.tables())
          .filteredOn(table -> !table.succeeded())
          .extracting(TableReport::table)
          .containsExactlyInAnyOrder(ORDERS, LINES);
      assertThat(report.cuts()).isEmpty();
      source.cutFailure = null;
      assertThat(sync.runOnce().orThrow().cuts()).hasSize(1);
    }
  }

  @Test
  void anErrorOfTheSourceEndsTheRunsOfTheGroup() {
    source.cutFailure = new IllegalStateException("a fault");
    try (LakehouseSync sync = builder().build()) {
      assertThat(sync.runOnce().tables())
          .allSatisfy(
              table ->
                  assertThat(table.failure().orElseThrow())
                      .hasMessageContaining("while copying group sales"));
    }
  }

  /** Two runs of the group and of its tables are requested by several threads at once. */
  @Test
  void runsOfOneGroupDoNotWaitForEachOther() throws Exception {
    try (LakehouseSync sync = builder().build()) {
      List<CompletableFuture<?>> runs = new CopyOnWriteArrayList<>();
      Semaphore gate = new Semaphore(0);
      List<Thread> threads =
          List.of("orders", "lines", "iceberg_orders", "iceberg_lines").stream()
              .map(
                  name ->
                      new Thread(
                          () -> {
                            gate.acquireUninterruptibly();
                            for (int i = 0; i < 200; i++) {
                              runs.add(sync.trigger(name));
                            }
                          }))
              .toList();
      threads.forEach(Thread::start);
      gate.release(threads.size());
      for (Thread thread : threads) {
        thread.join();
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> runs.stream().allMatch(CompletableFuture::isDone));
      assertThat(runs).hasSize(800);
    }
  }

  @Test
  void aClosedSyncStartsNoCut() throws Exception {
    Semaphore held = new Semaphore(0);
    source.whileCopying = table -> held.acquireUninterruptibly();
    LakehouseSync sync = builder().table(STORES).parallelCopies(1).build();
    CompletableFuture<TableReport> stores = sync.trigger("stores");
    await().until(() -> source.copied.contains(STORES));
    CompletableFuture<TableReport> lines = sync.trigger("lines");

    CompletableFuture<Void> closed = CompletableFuture.runAsync(sync::close);
    await().until(sync::isClosed);
    held.release();

    closed.get(10, TimeUnit.SECONDS);
    assertThat(stores.get(10, TimeUnit.SECONDS).failure()).isEmpty();
    assertThat(lines.get(10, TimeUnit.SECONDS).failure().orElseThrow())
        .hasMessageContaining("closed before the run began");
    assertThat(source.cuts).isEmpty();
  }

  @Test
  void aGroupIsScheduledAtTheShortestIntervalOfItsTables() {
    SyncTable often = LINES.interval(Duration.ofMillis(20));
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(source)
            .locator(locator)
            .refresher(refresher)
            .group(SyncGroup.of("sales", ORDERS, often));
    try (LakehouseSync sync = builder.build()) {
      sync.start(Duration.ofHours(1));

      await().until(() -> source.cuts.size() >= 4);
      await().until(() -> sync.health(ORDERS).lastRunAt().isPresent());
    }
  }

  @Test
  void theCutIsServedIfTheCatalogServesEachTableAtItOrLater() {
    source.snapshots.put(ORDERS.target(), FakeLocator.location(ORDERS, 2));
    source.snapshots.put(LINES.target(), FakeLocator.location(LINES, 1));
    try (LakehouseSync sync = builder().build()) {
      CutReport report = sync.runOnce().orThrow().cuts().get(0);

      assertThat(report.snapshot(ORDERS.target())).contains(FakeLocator.location(ORDERS, 2));
      assertThat(report.served()).isTrue();
      assertThat(report).asString().contains("public.iceberg_lines=00001-x.metadata.json");
      source.snapshots.put(LINES.target(), FakeLocator.location(LINES, 3));

      assertThat(sync.runOnce().orThrow().cuts().get(0).served()).isFalse();
    }
  }

  @Test
  void groupsThatCannotWorkAreRefused() {
    source.groupProblems = List.of("This source is a fake.");

    assertThatThrownBy(() -> builder().table(ORDERS).group(SyncGroup.of("sales", STORES)).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Two tables are copied into public.iceberg_orders")
        .hasMessageContaining("Two groups have the name sales")
        .hasMessageContaining("Group sales has 1 tables: a group needs two tables or more")
        .hasMessageContaining("This source is a fake.");
    assertThatThrownBy(() -> SyncGroup.of(" ", ORDERS, LINES))
        .hasMessageContaining("the name of a group has 1 to 63 characters");
    assertThatThrownBy(() -> SyncGroup.of("sales", ORDERS, ORDERS))
        .hasMessageContaining("two tables that are copied into public.iceberg_orders");
  }

  private static CopyResult more() {
    return CopyResult.more(0);
  }

  private LakehouseSyncBuilder builder() {
    return LakehouseSync.builder()
        .source(source)
        .locator(locator)
        .refresher(refresher)
        .clock(Clock.fixed(FakeSource.NOW, ZoneOffset.UTC))
        .closeTimeout(Duration.ofSeconds(10))
        .listener(
            new SyncListener() {
              @Override
              public void cut(CutReport report) {
                heard.add(report);
              }
            })
        .group(SALES);
  }
}
