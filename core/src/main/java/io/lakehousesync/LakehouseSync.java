package io.lakehousesync;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Iceberg tables, and a catalog that serves them, in sync with heap tables.
 *
 * <pre>{@code
 * try (LakehouseSync sync = LakehouseSync.builder()
 *     .source(PgLakeSource.of(postgres))
 *     .locator(IcebergTablesLocator.of(postgres))
 *     .refresher(SnowflakeRefresher.builder(snowflake).storageBaseUrl("s3://lake/").build())
 *     .table(SyncTable.of("stores", "iceberg_stores").tracking(ChangeTracking.comparison()))
 *     .build()) {
 *   SyncReport report = sync.runOnce();
 * }
 * }</pre>
 *
 * <p>Thread-safe: runs that are asked for while one is under way wait for it. Whatever was handed
 * to the builder stays the host's, and is not closed.
 */
public final class LakehouseSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final SyncSource source;
  private final MetadataLocator locator;
  private final CatalogRefresher refresher;
  private final List<SyncTable> tables;
  private final Clock clock;

  /** What came of each table's last refresh, so that an unchanged table is not refreshed again. */
  private final Map<SyncTable, TableRun.Refreshed> refreshed = new ConcurrentHashMap<>();

  private final ExecutorService refreshing;

  private final Lock oneRunAtATime = new ReentrantLock();
  private volatile boolean closed;

  LakehouseSync(LakehouseSyncBuilder builder, SyncSource source, MetadataLocator locator) {
    this.source = source;
    this.locator = locator;
    this.refresher = builder.refresher;
    this.tables = List.copyOf(builder.tables);
    this.clock = builder.clock;
    this.refreshing =
        Executors.newFixedThreadPool(builder.parallelRefreshes, LakehouseSync::daemon);

    for (SyncTable table : tables) {
      LOG.info("will sync {} guarantee=\"{}\"", table, source.guarantee(table));
    }
  }

  /** Starts a configuration. A source, a locator and at least one table are required. */
  public static LakehouseSyncBuilder builder() {
    return new LakehouseSyncBuilder();
  }

  /** The tables, in the order in which they are copied. */
  public List<SyncTable> tables() {
    return tables;
  }

  /**
   * Copies what is new in every table, finds the snapshots that were committed with one look-up for
   * all of them, and refreshes the catalog where it serves an older one. A table that fails does
   * not hold up the others.
   *
   * @return one report per table; a failure is in its table's report, and is not thrown
   * @throws IllegalStateException if this sync is closed
   */
  public SyncReport runOnce() {
    oneRunAtATime.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this LakehouseSync is closed");
      }
      return run();
    } finally {
      oneRunAtATime.unlock();
    }
  }

  private SyncReport run() {
    long started = System.nanoTime();
    List<TableRun> runs = new ArrayList<>();
    for (SyncTable table : tables) {
      TableRun run = new TableRun(table);
      run.copy(source);
      runs.add(run);
    }
    TableRun.locate(runs, locator);
    refresh(runs.stream().filter(run -> run.needsRefresh(refreshed)).toList());

    List<TableReport> reports =
        runs.stream().map(run -> run.report(source.guarantee(run.table()), clock)).toList();
    reports.forEach(LakehouseSync::log);
    return new SyncReport(reports, Duration.ofNanos(System.nanoTime() - started));
  }

  /** Waits for all of them, also when interrupted: the catalog must not move behind a report. */
  private void refresh(List<TableRun> runs) {
    List<CompletableFuture<Void>> started =
        runs.stream()
            .map(
                run ->
                    CompletableFuture.runAsync(
                        () -> run.refresh(locator, refresher, refreshed), refreshing))
            .toList();
    CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "lakehouse-sync-refresh");
    thread.setDaemon(true);
    return thread;
  }

  private static void log(TableReport report) {
    report
        .failure()
        .ifPresentOrElse(
            failure -> LOG.warn("{}", report, failure),
            () -> {
              if (report.changedSomething()) {
                LOG.info("{}", report);
              } else {
                LOG.debug("{}", report);
              }
            });
  }

  /** Ends the sync, after the run that is under way. Later runs are refused. */
  @Override
  public void close() {
    oneRunAtATime.lock();
    try {
      closed = true;
      refreshing.shutdown();

    } finally {
      oneRunAtATime.unlock();
    }
  }
}
