package io.lakehousesync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
 *   SyncReport report = sync.runOnce(); // or sync.start(Duration.ofSeconds(10))
 * }
 * }</pre>
 *
 * <p>A table that fails does not hold up the others. Log lines about a table carry its heap table's
 * name in the MDC, under {@value #MDC_TABLE}.
 *
 * <p>Thread-safe. A table has one run at a time: one that is asked for while another is under way
 * follows it. Whatever was handed to the builder stays the host's, and is not closed.
 */
public final class LakehouseSync implements AutoCloseable {
  /** The key under which the MDC holds the heap table's name. */
  public static final String MDC_TABLE = "lakehousesync.table";

  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final Pipeline pipeline;
  private final Duration closeTimeout;
  private final Optional<Duration> staleAfter;
  private final @Nullable ExecutorService ownThreads;

  private @Nullable Schedule schedule;
  private Duration interval = Duration.ofSeconds(10);

  LakehouseSync(LakehouseSyncBuilder builder, SyncSource source, MetadataLocator locator) {
    Executor threads = builder.executor;
    ownThreads = threads == null ? Executors.newCachedThreadPool(new DaemonThreads()) : null;
    pipeline =
        new Pipeline(builder, source, locator, Objects.requireNonNullElse(threads, ownThreads));
    closeTimeout = builder.closeTimeout;
    staleAfter = Optional.ofNullable(builder.staleAfter);
    for (SyncTable table : tables()) {
      LOG.info("will sync {} guarantee=\"{}\"", table, source.guarantee(table));
    }
  }

  /** Starts a configuration. A source, a locator and at least one table are required. */
  public static LakehouseSyncBuilder builder() {
    return new LakehouseSyncBuilder();
  }

  /** The tables, in the order in which they were configured. */
  public List<SyncTable> tables() {
    return pipeline.states().stream().map(TableState::table).toList();
  }

  /**
   * Copies what is new in every table, and refreshes the catalog where it serves an older snapshot.
   * Paused tables too. An unchanged table costs a share of one look and one look-up for all.
   *
   * @return one report per table, in their order; a failure is in its table's report, and is not
   *     thrown
   * @throws IllegalStateException if this sync is closed
   */
  public SyncReport runOnce() {
    long started = System.nanoTime();
    List<TableReport> reports =
        run(pipeline.states()).stream().map(CompletableFuture::join).toList();
    return new SyncReport(reports, Duration.ofNanos(System.nanoTime() - started));
  }

  /**
   * Runs one table now, whether or not it is due, paused or left alone after failures.
   *
   * @param name the heap table's name, or the Iceberg table's, in the form that {@link
   *     TableName#parse} reads
   * @return its report, when the run has ended; a failure is in the report
   * @throws IllegalArgumentException if it names none of the tables, or several
   * @throws IllegalStateException if this sync is closed
   */
  public CompletableFuture<TableReport> trigger(String name) {
    return run(List.of(state(name))).get(0).copy();
  }

  /** Without the lock, for the look for changes can take its time, and {@link #close} cannot. */
  private List<CompletableFuture<TableReport>> run(List<TableState> tables) {
    requireOpen();
    return pipeline.run(tables, Slice.WHOLE);
  }

  /**
   * Runs every table now, and from then on at this interval, or at its own ({@link
   * SyncTable#interval}), until this sync is closed. A run that takes longer skips a turn. A table
   * that failed is left alone for a while, see {@link BackOff}.
   *
   * @throws IllegalArgumentException if the interval is not positive
   * @throws IllegalStateException if it was started before, or is closed
   */
  public synchronized void start(Duration interval) {
    requireOpen();
    if (schedule != null) {
      throw new IllegalStateException("this LakehouseSync was started before");
    }
    this.interval = Pace.requirePositive(interval);
    schedule = new Schedule(pipeline, interval);
    schedule.start();
  }

  /**
   * Leaves a table out of what {@link #start} has started, after the run that is under way. {@link
   * #runOnce} and {@link #trigger} still run it.
   *
   * @throws IllegalArgumentException if it names none of the tables, or several
   */
  public void pause(String name) {
    setPaused(name, true);
  }

  /**
   * Takes a table in again.
   *
   * @throws IllegalArgumentException if it names none of the tables, or several
   */
  public void resume(String name) {
    setPaused(name, false);
  }

  private synchronized void setPaused(String name, boolean paused) {
    state(name).pause(paused);
    if (schedule != null) {
      schedule.changed();
    }
  }

  /** How all tables are doing now. Asks nobody: it goes by the runs so far, and the clock. */
  public SyncHealth health() {
    Instant now = pipeline.clock().instant();
    return new SyncHealth(
        pipeline.states().stream()
            .map(state -> TableHealth.of(state, now, staleAfter(state.table())))
            .toList());
  }

  /** Three looks, beyond what the table's target allows. */
  private synchronized Duration staleAfter(SyncTable table) {
    Duration look = table.pace().interval().orElse(interval);
    return staleAfter.orElse(table.pace().freshnessTarget().plus(look.multipliedBy(3)));
  }

  private TableState state(String name) {
    return pipeline
        .state(TableName.parse(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not one table of this sync, which has %s".formatted(name, tables())));
  }

  boolean isClosed() {
    return pipeline.closed() != null;
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException("this LakehouseSync is closed");
    }
  }

  /** {@link #close(Duration)} with the builder's timeout; what is left is logged. */
  @Override
  public void close() {
    close(closeTimeout);
  }

  /**
   * Ends the sync: starts nothing more, lets each run end after the batch that is under way and the
   * refresh of what it has copied, and waits for them, but no longer than the timeout. What is
   * under way then goes on until its statement ends, on connections of the host's; rows are copied
   * as a whole or not at all, and the next start goes on from what is true. Closing again only
   * waits again.
   *
   * @return the runs that had begun and were still under way; empty if all have ended
   */
  public List<Unfinished> close(Duration timeout) {
    pipeline.close();
    await(endSchedule().thenCompose(ended -> pipeline.lastRuns()), timeout);
    pipeline.end();
    List<Unfinished> left = new ArrayList<>();
    for (TableState state : pipeline.states()) {
      state
          .underWay()
          .filter(TableRun::hasBegun)
          .ifPresent(run -> left.add(new Unfinished(state.table(), run.step())));
    }
    for (Unfinished run : left) {
      LOG.warn(
          "closed while a run of {} was {}. It ends with its statement; the next start goes on from"
              + " what is true then.",
          run.table(),
          run.step());
    }
    if (ownThreads != null) {
      // No interrupt: it would cut the wait for an answer short, and leave its outcome unknown.
      ownThreads.shutdown();
    }
    return left;
  }

  private synchronized CompletableFuture<?> endSchedule() {
    return schedule == null ? CompletableFuture.completedFuture(null) : schedule.end();
  }

  private static void await(CompletableFuture<?> end, Duration timeout) {
    try {
      end.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("not all runs have ended well", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
