package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");
  private static final SyncTable SALES = SyncTable.of("sales", "iceberg_sales");

  private final FakeSource source = new FakeSource();
  private final FakeLocator locator = new FakeLocator().at(STORES, 1).at(SALES, 1);
  private final FakeRefresher refresher = new FakeRefresher();
  private final List<TableReport> ended = new CopyOnWriteArrayList<>();
  private final List<SyncTable> added = new CopyOnWriteArrayList<>();
  private final List<LakehouseSync> started = new ArrayList<>();

  @AfterEach
  void close() {
    started.forEach(LakehouseSync::close);
  }

  @Test
  void runsEachTableAtOnceAndThenAtItsInterval() {
    start(SHORT, builder(STORES, SALES.interval(LONG)));

    await().until(() -> runsOf("stores") >= 5);
    assertThat(runsOf("sales")).isEqualTo(1);
  }

  @Test
  void tablesWithTheSameIntervalShareEachCheck() {
    source.unchanged.put(STORES, FakeSource.NOW);
    source.unchanged.put(SALES, FakeSource.NOW);
    start(Duration.ofMillis(100), builder(STORES, SALES));

    await().until(() -> locator.lookUps.size() >= 7);
    // The first run also has a lookup of each table for its refresh.
    assertThat(List.copyOf(locator.lookUps).subList(3, 7))
        .allSatisfy(
            tables ->
                assertThat(tables).containsExactlyInAnyOrder(STORES.target(), SALES.target()));
  }

  @Test
  void aTableThatChecksDoNotConfirmIsCopiedBeforeItIsStale() {
    source.unchanged.put(STORES, FakeSource.NOW.minus(SHORT).minusMillis(1));
    source.unchanged.put(SALES, FakeSource.NOW.minus(SHORT));
    start(SHORT, builder(STORES, SALES));

    await().until(() -> runsOf("stores") >= 3 && runsOf("sales") >= 3);
    assertThat(source.copied).contains(STORES).doesNotContain(SALES);
  }

  @Test
  void aTableWithALongRunSkipsRunsAndDelaysNoOther() {
    Semaphore gate = new Semaphore(0);
    source.whileCopying = only(STORES, gate);
    start(SHORT, builder(STORES, SALES).parallelCopies(2));

    await().until(() -> runsOf("sales") >= 5);
    assertThat(source.copied).filteredOn(STORES::equals).hasSize(1);
    gate.release(1_000);
    await().until(() -> runsOf("stores") >= 2);
  }

  @Test
  void aTableWithManyBatchesLetsOthersCopyInBetween() {
    source.batches(
        STORES,
        IntStream.range(0, 200).mapToObj(i -> CopyResult.more(1)).toArray(CopyResult[]::new));
    Semaphore batch = new Semaphore(0);
    source.whileCopying = only(STORES, batch);
    LakehouseSync sync = start(LONG, builder(STORES, SALES).parallelCopies(1));

    // The order is random: at the latest a few batches later, the other table is copied.
    await()
        .until(
            () -> {
              batch.release();
              return runsOf("sales") == 1;
            });
    assertThat(runsOf("stores")).isZero();
    batch.release(1_000);
    await().until(() -> source.isDone(STORES));
    assertThat(sync.health().tables()).hasSize(2);
  }

  @Test
  void aListenerMayCallTheSyncFromAnyThread() {
    source.unchanged.put(STORES, FakeSource.NOW);
    CompletableFuture<LakehouseSync> built = new CompletableFuture<>();
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void ended(TableReport report) {
                    built.thenApplyAsync(LakehouseSync::health).join();
                  }
                })
            .build();
    built.complete(sync);

    sync.runOnce();
    // This run has nothing to copy, and ends on the calling thread.
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> sync.runOnce());
    sync.close();
  }

  @Test
  void aLongCopyIsRefreshedInBetween() {
    source.batches(
        STORES,
        IntStream.range(0, 50).mapToObj(i -> CopyResult.more(1)).toArray(CopyResult[]::new));
    start(Duration.ofMillis(1), builder(STORES));

    await().until(() -> source.isDone(STORES));
    await().until(() -> ended.stream().mapToLong(TableReport::rows).sum() == 50);
    assertThat(ended).hasSizeGreaterThan(1);
  }

  @Test
  void aFailingTableRunsLessOftenThanOthers() {
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "locked", null));
    start(
        SHORT,
        builder(STORES, SALES).backOff(new BackOff(Duration.ofMillis(50), Duration.ofHours(1), 9)));

    await().until(() -> runsOf("stores") >= 3);
    long failures = runsOf("stores");
    long others = runsOf("sales");
    assertThat(others).isGreaterThan(failures);
  }

  @Test
  void aCircuitOpensAndClosesAfterARunThatSucceeds() {
    List<String> circuit = new CopyOnWriteArrayList<>();
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "locked", null));
    start(
        SHORT,
        builder(STORES)
            .backOff(new BackOff(Duration.ofMillis(1), Duration.ofMillis(100), 3))
            .listener(
                new SyncListener() {
                  @Override
                  public void circuitOpened(
                      SyncTable table, LakehouseSyncException failure, Duration next) {
                    circuit.add(
                        "opened after %d runs: %s".formatted(ended.size(), failure.getMessage()));
                  }

                  @Override
                  public void circuitClosed(SyncTable table) {
                    circuit.add("closed");
                  }
                }));

    await().until(() -> circuit.size() == 1);
    assertThat(circuit).containsExactly("opened after 3 runs: locked");
    await().until(() -> runsOf("stores") >= 5);
    source.failures.clear();
    await().until(() -> circuit.size() == 2);
    assertThat(circuit.get(1)).isEqualTo("closed");
  }

  @Test
  void aFailureThatARetryCannotCureOpensTheCircuitAtOnce() {
    source.failures.put(STORES, new NotAppliedException(Retry.POINTLESS, "no such column", null));
    start(SHORT, builder(STORES, SALES).backOff(new BackOff(SHORT, LONG, 5)));

    await().until(() -> runsOf("sales") >= 5 && runsOf("stores") >= 1);
    assertThat(runsOf("stores")).isEqualTo(1);
  }

  /** The circuits are open for an hour, but one table notices that the service is up again. */
  @Test
  void afterAnOutageAllTablesRunAtOnce() {
    NotAppliedException down = new NotAppliedException(Retry.OUTAGE, "S3 is down", null);
    source.failures.put(STORES, down);
    source.failures.put(SALES, down);
    start(SHORT, builder(STORES, SALES).backOff(new BackOff(SHORT, Duration.ofHours(1), 1)));
    await().until(() -> runsOf("stores") >= 2 && runsOf("sales") >= 2);

    source.failures.clear();
    ended.clear();
    await()
        .until(
            () ->
                ended.stream()
                        .filter(TableReport::succeeded)
                        .map(TableReport::table)
                        .distinct()
                        .count()
                    == 2);
  }

  /** A failure of one table is none of the others' business. */
  @Test
  void theSuccessOfATableDoesNotShortenTheBackOffOfOthers() {
    source.failures.put(STORES, new NotAppliedException(Retry.SENSIBLE, "locked", null));
    start(SHORT, builder(STORES, SALES).backOff(new BackOff(LONG, LONG, 1)));
    await().until(() -> runsOf("sales") >= 20);
    assertThat(runsOf("stores")).isEqualTo(1);
  }

  @Test
  void rowsWaitWhileTheFreshnessTargetAllowsIt() {
    start(
        SHORT,
        builder(STORES.freshnessTarget(LONG), SALES)
            .clock(Clock.fixed(FakeSource.NOW, ZoneOffset.UTC)));

    await().until(() -> runsOf("sales") >= 5);
    await().until(() -> runsOf("stores") >= 5);
    assertThat(source.copied)
        .filteredOn(table -> table.source().name().equals("stores"))
        .hasSize(1);
  }

  @Test
  void rowsDoNotWaitAfterAFailure() {
    SyncTable waiting = STORES.freshnessTarget(LONG);
    LakehouseSync sync =
        start(
            SHORT,
            builder(waiting)
                .backOff(new BackOff(Duration.ofMillis(1), Duration.ofMillis(10), 100))
                .clock(Clock.fixed(FakeSource.NOW, ZoneOffset.UTC)));
    await().until(() -> runsOf("stores") >= 2);

    source.failures.put(waiting, new NotAppliedException(Retry.SENSIBLE, "locked", null));
    sync.trigger("stores").join();
    source.batches(waiting, CopyResult.complete(1, FakeSource.NOW));
    source.failures.clear();

    await().until(() -> source.isDone(waiting));
  }

  @Test
  void anUnexpectedErrorDoesNotEndTheSchedule() {
    AtomicInteger checks = new AtomicInteger();
    source.whileChecking =
        () -> {
          if (checks.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("broken");
          }
        };
    start(
        SHORT,
        builder(STORES).backOff(new BackOff(Duration.ofMillis(1), Duration.ofMillis(10), 9)));

    await().until(() -> runsOf("stores") >= 2);
  }

  @Test
  void runOnceIgnoresTheFreshnessTarget() {
    SyncTable waiting = STORES.freshnessTarget(LONG);
    LakehouseSync sync = builder(waiting).build();
    started.add(sync);
    sync.runOnce();
    sync.runOnce();

    assertThat(source.copied).hasSize(2);
  }

  @Test
  void pausedTablesRunOnlyWhenTriggered() {
    LakehouseSync sync = builder(STORES, SALES).build();
    started.add(sync);
    sync.pause("stores");
    sync.start(SHORT);

    await().until(() -> runsOf("sales") >= 3);
    assertThat(runsOf("stores")).isZero();
    sync.trigger("stores").join();
    assertThat(runsOf("stores")).isEqualTo(1);
    sync.resume("stores");
    await().until(() -> runsOf("stores") >= 3);
  }

  @Test
  void aTriggeredRunStartsAfterTheRunThatIsUnderWay() {
    CountDownLatch copying = new CountDownLatch(1);
    Semaphore gate = new Semaphore(0);
    source.whileCopying =
        table -> {
          copying.countDown();
          gate.acquireUninterruptibly();
        };
    LakehouseSync sync = start(LONG, builder(STORES));
    await().until(() -> copying.getCount() == 0);

    var triggered = sync.trigger("public.iceberg_stores");
    assertThat(triggered).isNotDone();
    gate.release(2);

    assertThat(triggered.join().succeeded()).isTrue();
    assertThat(source.copied).hasSize(2);
  }

  @Test
  void runsOnTheHostsThreads() {
    try (var host = new HostThreads()) {
      List<String> threads = new CopyOnWriteArrayList<>();
      source.whileCopying = table -> threads.add(Thread.currentThread().getName());
      builder(STORES).executor(host.executor()).build().runOnce().orThrow();

      assertThat(threads).containsExactly("host");
    }
  }

  @Test
  void aListenerThatThrowsDoesNotAffectTheRun() {
    LakehouseSync sync =
        builder(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void started(SyncTable table) {
                    throw new IllegalStateException("listener");
                  }

                  @Override
                  public void copied(SyncTable table, CopyResult result, Duration took) {
                    throw new IllegalStateException("listener");
                  }
                })
            .build();

    assertThat(sync.runOnce().succeeded()).isTrue();
  }

  /** An error that a listener throws at each event. */
  static Stream<Arguments> errorsOfListeners() {
    return Stream.of(
        Arguments.of((Supplier<Error>) () -> new AssertionError("listener")),
        Arguments.of((Supplier<Error>) StackOverflowError::new),
        Arguments.of((Supplier<Error>) () -> new OutOfMemoryError("listener")));
  }

  @ParameterizedTest
  @MethodSource("errorsOfListeners")
  void anErrorOfAListenerAffectsNeitherTheRunsNorTheSchedule(Supplier<Error> error) {
    List<String> heard = new CopyOnWriteArrayList<>();
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(source)
            .locator(locator)
            .refresher(refresher)
            .table(STORES)
            .listener(
                new SyncListener() {
                  @Override
                  public void started(SyncTable table) {
                    heard.add("started");
                    throw error.get();
                  }

                  @Override
                  public void copied(SyncTable table, CopyResult result, Duration took) {
                    heard.add("copied");
                    throw error.get();
                  }

                  @Override
                  public void ended(TableReport report) {
                    heard.add(report.succeeded() ? "succeeded" : "failed");
                    throw error.get();
                  }
                });

    assertThat(builder.build().runOnce().succeeded()).isTrue();
    assertThat(heard).containsExactly("started", "copied", "succeeded");
    start(SHORT, builder);
    await().until(() -> heard.stream().filter("succeeded"::equals).count() >= 4);
    assertThat(heard).doesNotContain("failed");
  }

  @Test
  void aTableThatIsAddedRunsAtOnceAndThenAtItsInterval() {
    LakehouseSync sync = start(LONG, builder(STORES));
    await().until(() -> runsOf("stores") == 1);

    sync.add(SALES.interval(SHORT));

    await().until(() -> runsOf("sales") >= 3);
    assertThat(added).containsExactly(SALES.interval(SHORT));
    assertThat(sync.tables()).containsExactly(STORES, SALES.interval(SHORT));
    assertThat(sync.health().tables()).hasSize(2);
    assertThat(runsOf("stores")).isEqualTo(1);
  }

  @Test
  void aTableThatIsAddedBeforeTheStartRunsWithTheOthers() {
    LakehouseSync sync = builder(STORES).build();
    started.add(sync);

    sync.add(SALES);

    assertThat(sync.runOnce().tables()).hasSize(2);
    sync.start(SHORT);
    await().until(() -> runsOf("sales") >= 3);
  }

  @Test
  void aTableThatCannotBeSyncedIsNotAdded() {
    source.problems.put(SALES, "public.sales has no key.");
    LakehouseSync sync = start(LONG, builder(STORES));

    assertThatThrownBy(() -> sync.add(SALES))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("public.sales has no key.");
    assertThatThrownBy(() -> sync.add(SyncTable.of("shops", "iceberg_stores")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Two tables are copied into public.iceberg_stores");
    sync.close();
    assertThatThrownBy(() -> sync.add(SyncTable.of("shops", "iceberg_shops")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");

    assertThat(sync.tables()).containsExactly(STORES);
    assertThat(added).isEmpty();
  }

  @Test
  void rejectsAnIntervalThatIsNotPositiveASecondStartAndUnknownTables() {
    LakehouseSync sync = start(LONG, builder(STORES));

    assertThatThrownBy(() -> builder(STORES).build().start(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval must be positive, got PT0S");
    assertThatThrownBy(() -> sync.start(SHORT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already started");
    assertThatThrownBy(() -> sync.trigger("other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'other' does not match exactly one table of this sync");
  }

  private static Consumer<SyncTable> only(SyncTable held, Semaphore gate) {
    return table -> {
      if (table.equals(held)) {
        gate.acquireUninterruptibly();
      }
    };
  }

  private long runsOf(String source) {
    return ended.stream().filter(r -> r.table().source().name().equals(source)).count();
  }

  private LakehouseSync start(Duration interval, LakehouseSyncBuilder builder) {
    LakehouseSync sync = builder.build();
    started.add(sync);
    sync.start(interval);
    return sync;
  }

  private LakehouseSyncBuilder builder(SyncTable... tables) {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(source)
            .locator(locator)
            .refresher(refresher)
            .clock(Clock.fixed(FakeSource.NOW, ZoneOffset.UTC))
            .closeTimeout(Duration.ofSeconds(1))
            .listener(
                new SyncListener() {
                  @Override
                  public void added(SyncTable table) {
                    added.add(table);
                  }

                  @Override
                  public void ended(TableReport report) {
                    ended.add(report);
                  }
                });
    List.of(tables).forEach(builder::table);
    return builder;
  }

  /** An executor of the host, with one thread. */
  private static final class HostThreads implements AutoCloseable {
    private final ExecutorService executor =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "host"));

    ExecutorService executor() {
      return executor;
    }

    @Override
    public void close() {
      executor.shutdown();
    }
  }
}
