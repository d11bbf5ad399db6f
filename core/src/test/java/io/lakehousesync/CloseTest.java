package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class CloseTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final SyncTable SALES = SyncTable.of("sales", "iceberg_sales");

  private final Semaphore gate = new Semaphore(0);
  private final FakeSource source = new FakeSource();
  private final FakeLocator locator = new FakeLocator().at(STORES, 1);
  private final FakeRefresher refresher = new FakeRefresher();
  private final List<SyncTable> started = new CopyOnWriteArrayList<>();
  private final List<TableReport> ended = new CopyOnWriteArrayList<>();
  private final LakehouseSync sync = builder().build();

  private LakehouseSyncBuilder builder() {
    return LakehouseSync.builder()
        .source(source)
        .locator(locator)
        .refresher(refresher)
        .table(STORES)
        .listener(
            new SyncListener() {
              @Override
              public void started(SyncTable table) {
                started.add(table);
              }

              @Override
              public void ended(TableReport report) {
                ended.add(report);
              }
            });
  }

  @Test
  void finishesTheCurrentBatchAndItsRefresh() {
    source.batches(STORES, CopyResult.more(10), CopyResult.more(10), CopyResult.more(10));
    source.whileCopying = table -> gate.acquireUninterruptibly();
    CompletableFuture<TableReport> run = sync.trigger("stores");
    await().until(() -> source.copied.size() == 1);

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(() -> assertThat(sync.close(Duration.ofSeconds(30))).isEmpty());
    await().until(() -> sync.isClosed());
    gate.release(3);
    closing.join();

    TableReport report = run.join();
    assertThat(source.copied).hasSize(1);
    assertThat(report.rows()).isEqualTo(10);
    assertThat(report.failure()).isEmpty();
    assertThat(refresher.refreshed).containsExactly(FakeLocator.location(STORES, 1));
  }

  @Test
  void doesNotRefreshRowsThatAreCommittedAfterTheTimeout() {
    source.batches(STORES, CopyResult.more(10), CopyResult.more(10));
    source.whileCopying = table -> gate.acquireUninterruptibly();
    CompletableFuture<TableReport> run = sync.trigger("stores");
    await().until(() -> source.copied.size() == 1);

    sync.close(Duration.ZERO);
    gate.release();

    assertThat(run.join().failure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("closed before the catalog was refreshed. 10 rows are committed");
    assertThat(refresher.refreshed).isEmpty();
  }

  @Test
  void startsNoRefreshAfterTheTimeoutOnThreadsOfTheHost() {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      LakehouseSync onThreadsOfTheHost = builder().executor(threads).build();
      source.batches(STORES, CopyResult.more(10), CopyResult.more(10));
      source.whileCopying = table -> gate.acquireUninterruptibly();
      CompletableFuture<TableReport> run = onThreadsOfTheHost.trigger("stores");
      await().until(() -> source.copied.size() == 1);

      onThreadsOfTheHost.close(Duration.ZERO);
      gate.release();

      assertThat(run.join().failure())
          .get()
          .extracting(Throwable::getMessage)
          .asString()
          .contains("closed before the catalog was refreshed. 10 rows are committed");
      assertThat(refresher.refreshed).isEmpty();
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void returnsAtTheTimeoutWithTheRunsThatHaveNotEnded() {
    source.whileCopying = table -> gate.acquireUninterruptibly();
    CompletableFuture<TableReport> run = sync.trigger("stores");
    await().until(() -> source.copied.size() == 1);

    long began = System.nanoTime();
    assertThat(sync.close(Duration.ofMillis(200)))
        .containsExactly(new Unfinished(STORES, "copying"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    gate.release();
    assertThat(sync.close(Duration.ofSeconds(30))).isEmpty();
    assertThat(run.join().failure()).isPresent();
  }

  @Test
  void aHangingRefreshDoesNotBlockClose() {
    refresher.whileRefreshing = gate::acquireUninterruptibly;
    CompletableFuture<TableReport> run = sync.trigger("stores");
    await().until(() -> gate.hasQueuedThreads());

    assertThat(sync.close(Duration.ofMillis(200)))
        .containsExactly(new Unfinished(STORES, "refreshing"));
    gate.release();
    assertThat(run.join().refresh())
        .isEqualTo(Optional.of(RefreshResult.refreshed(FakeLocator.location(STORES, 1))));
  }

  @Test
  void aHangingCheckDoesNotBlockClose() {
    source.whileChecking = gate::acquireUninterruptibly;
    CompletableFuture<SyncReport> report = CompletableFuture.supplyAsync(sync::runOnce);
    await().until(() -> gate.hasQueuedThreads());

    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(sync.close(Duration.ofMillis(200))).isEmpty());
    gate.release();
    assertThat(report.join().tables().get(0).failure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("was closed before the run began. Nothing was changed");
    assertThat(source.copied).isEmpty();
  }

  @Test
  void startsNoRunAfterTheCurrentCheck() {
    source.whileChecking = gate::acquireUninterruptibly;
    sync.start(Duration.ofMillis(5));
    await().until(() -> gate.hasQueuedThreads());

    CompletableFuture<Void> closing = CompletableFuture.runAsync(sync::close);
    await().until(sync::isClosed);
    assertThat(closing).isNotDone();
    gate.release();
    closing.join();

    assertThat(source.copied).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void runsThatWaitForAThreadDoNothing() {
    source.whileCopying = table -> gate.acquireUninterruptibly();
    LakehouseSync both = oneCopyAtATime();
    CompletableFuture<TableReport> first = both.trigger("stores");
    await().until(() -> source.copied.size() == 1);
    CompletableFuture<TableReport> second = both.trigger("sales");

    assertThat(both.close(Duration.ZERO)).containsExactly(new Unfinished(STORES, "copying"));
    gate.release(2);

    assertThat(both.close(Duration.ofSeconds(30))).isEmpty();
    assertThat(source.copied).containsExactly(STORES);
    assertThat(first.join().refresh()).isEmpty();
    assertThat(refresher.refreshed).isEmpty();
    assertThat(second.join().failure())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("was closed before the run began. Nothing was changed");
    assertThat(started).containsExactly(STORES);
    assertThat(ended).containsExactly(first.join());
  }

  @Test
  void aRunThatWaitsBetweenTwoBatchesRefreshesWhatItHasCopied() {
    source.batches(STORES, CopyResult.more(10), CopyResult.more(10));
    source.whileCopying = table -> gate.acquireUninterruptibly();
    LakehouseSync both = oneCopyAtATime();
    CompletableFuture<TableReport> first = both.trigger("stores");
    await().until(() -> source.copied.size() == 1);
    CompletableFuture<TableReport> second = both.trigger("sales");
    gate.release();
    await().until(() -> source.copied.size() == 2);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(both::close);
    await().until(both::isClosed);
    gate.release(2);
    closing.join();

    assertThat(source.copied).containsExactly(STORES, SALES);
    assertThat(first.join().failure()).isEmpty();
    assertThat(second.join().failure()).isEmpty();
    assertThat(refresher.refreshed)
        .containsExactlyInAnyOrder(FakeLocator.location(STORES, 1), FakeLocator.location(SALES, 1));
  }

  private LakehouseSync oneCopyAtATime() {
    locator.at(SALES, 1);
    return builder().table(SALES).parallelCopies(1).build();
  }

  @Test
  void startsNoMoreRuns() {
    sync.start(Duration.ofMillis(5));
    await().until(() -> source.copied.size() > 2);
    sync.close();
    int runs = source.copied.size();

    await().during(Duration.ofMillis(100)).until(() -> source.copied.size() == runs);
    assertThatThrownBy(() -> sync.start(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this LakehouseSync is closed");
  }
}
