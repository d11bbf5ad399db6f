package io.lakehousesync;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotFreshException;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * Keeps Iceberg tables, and the catalog that serves them, in sync with heap tables.
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
 * <p>A table that fails does not delay the others. Log lines about a table have the name of its
 * heap table in the MDC, under {@value #MDC_TABLE}.
 *
 * <p>Thread-safe. A table has one run at a time. If another run of the table is under way, a
 * requested run starts when that run has ended. This class does not close what the host passed to
 * the builder.
 */
public final class LakehouseSync implements AutoCloseable {
  /** The MDC key of the heap table's name, which has escapes in place of control characters. */
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
    tables().forEach(this::logGuarantee);
  }

  private void logGuarantee(SyncTable table) {
    LOG.info(
        "configured {} guarantee={}", table, Printable.quoted(pipeline.source().guarantee(table)));
  }

  /** Returns a new builder. A source, a locator and at least one table are required. */
  public static LakehouseSyncBuilder builder() {
    return new LakehouseSyncBuilder();
  }

  /** Returns the tables, in the order in which they were configured or added. */
  public List<SyncTable> tables() {
    return pipeline.states().stream().map(TableState::table).toList();
  }

  /**
   * Adds a table. If this sync was started, the table is due at once, and then at the interval of
   * {@link #start}. The set-up of the table must be complete before.
   *
   * @throws ConfigurationException if the source cannot sync the table, or cannot sync it together
   *     with the other tables. Then nothing was added
   * @throws NotAppliedException if the source could not validate the table. Then nothing was added
   * @throws IllegalStateException if this sync is closed
   */
  public void add(SyncTable table) {
    requireOpen();
    pipeline.source().validate(table);
    synchronized (this) {
      requireOpen();
      List<SyncTable> all = new ArrayList<>(tables());
      all.add(table);
      List<String> problems =
          LakehouseSyncBuilder.problems(all, pipeline.withCuts(all), pipeline.refresher());
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      TableState state = pipeline.add(table);
      logGuarantee(table);
      pipeline.listeners().added(table);
      if (schedule != null) {
        schedule.add(state);
      }
    }
  }

  /**
   * Copies the changes of every table, and refreshes the catalog if the catalog serves an older
   * snapshot. Also runs paused tables. All tables share one check for changes, and the unchanged
   * tables share one lookup of metadata files.
   *
   * @return one report per table, in the order of the tables. A failure is in the report of its
   *     table, and is not thrown
   * @throws IllegalStateException if this sync is closed
   */
  public SyncReport runOnce() {
    long started = System.nanoTime();
    Pipeline.Runs runs = run(pipeline.states());
    List<TableReport> reports = runs.tables().stream().map(CompletableFuture::join).toList();
    List<CutReport> cuts =
        runs.cuts().stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    return new SyncReport(reports, cuts, Duration.ofNanos(System.nanoTime() - started));
  }

  /**
   * Runs one table now, even if it is not due, is paused, or waits after a failure. If the table is
   * in a group, runs all tables of the group.
   *
   * @param name the name of the heap table or of the Iceberg table, in the form that {@link
   *     TableName#parse} reads
   * @return a future of the table's report. It completes when the run has ended. A failure is in
   *     the report
   * @throws IllegalArgumentException if the name matches no table, or more than one table
   * @throws IllegalStateException if this sync is closed
   */
  public CompletableFuture<TableReport> trigger(String name) {
    return run(List.of(state(name))).tables().get(0).copy();
  }

  /**
   * Runs tables without holding the lock of this object, because a slow check for changes must not
   * delay {@link #close}.
   */
  private Pipeline.Runs run(List<TableState> tables) {
    requireOpen();
    return pipeline.run(tables, RunLimits.NONE);
  }

  /**
   * Runs all tables now, except paused tables, and repeats the runs at this interval until this
   * sync is closed. If a table has its own interval ({@link SyncTable#interval}), its runs use that
   * interval. If a run takes longer than the interval, the table skips the runs that became due
   * meanwhile. After a failure, a table waits as {@link BackOff} defines.
   *
   * @throws IllegalArgumentException if the interval is not positive
   * @throws IllegalStateException if this sync was started before, or is closed
   */
  public synchronized void start(Duration interval) {
    requireOpen();
    if (schedule != null) {
      throw new IllegalStateException("this LakehouseSync was already started");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("the interval must be positive, got " + interval);
    }
    this.interval = interval;
    schedule = new Schedule(pipeline, interval);
    schedule.start();
  }

  /**
   * Pauses a table: the regular runs, which {@link #start} schedules, skip it. A run that is under
   * way continues. {@link #runOnce} and {@link #trigger} still run the table.
   *
   * @throws IllegalArgumentException if the name matches no table, or more than one table
   */
  public void pause(String name) {
    setPaused(name, true);
  }

  /**
   * Resumes a paused table.
   *
   * @throws IllegalArgumentException if the name matches no table, or more than one table
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

  /**
   * Returns the health of all tables now, computed from past runs. Makes no calls to PostgreSQL or
   * the catalog.
   */
  public SyncHealth health() {
    Instant now = pipeline.clock().instant();
    return SyncHealth.of(pipeline.states().stream().map(state -> health(state, now)).toList());
  }

  /**
   * Returns the health of one table now, computed from past runs. The cost does not depend on the
   * number of tables.
   *
   * @throws IllegalArgumentException if this sync does not have the table
   */
  public TableHealth health(SyncTable table) {
    return health(known(table), pipeline.clock().instant());
  }

  /**
   * Requires that a table is fresh, for a job that reads it from the catalog. Computed from past
   * runs. Makes no calls to PostgreSQL or the catalog, so it does not wait for a later run.
   *
   * @param name the name of the heap table or of the Iceberg table, in the form that {@link
   *     TableName#parse} reads
   * @param atMost the greatest accepted freshness lag. The limit of {@link
   *     TableHealth.Status#STALE} does not count
   * @return the health of the table: its freshness lag is known and at most {@code atMost}, and no
   *     problem is known
   * @throws NotFreshException if one of this is not true. The message says what is wrong, and what
   *     to do
   * @throws IllegalArgumentException if the name matches no table, or more than one table
   */
  public TableHealth requireFresh(String name, Duration atMost) {
    TableHealth health = health(state(name), pipeline.clock().instant());
    boolean isInTime = health.freshnessLag().filter(lag -> lag.compareTo(atMost) <= 0).isPresent();
    if (isInTime && !health.hasProblem()) {
      return health;
    }
    throw new NotFreshException(
        health.hasProblem()
            ? "%s is %s: %s Do not use what the catalog serves before this is solved."
                .formatted(
                    health.table(),
                    health.status().name().toLowerCase(Locale.ROOT),
                    sentence(health.reason()))
            : "%s is not fresh: %s Accepted is a freshness lag of at most %.1f s. Ask again after the next run (trigger), or accept a greater lag."
                .formatted(health.table(), sentence(health.reason()), atMost.toMillis() / 1000.0));
  }

  /**
   * Takes over what verifications have found, so that it counts for the health of the table: while
   * a row is known to differ, the table is {@link TableHealth.Status#INCOMPLETE}. {@code
   * PgLakeVerifier.verifyEvery} verifies in the background.
   *
   * @throws IllegalArgumentException if this sync does not have the table
   */
  public void verified(TableVerification verification) {
    known(verification.table()).verified(verification);
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }

  private TableState known(SyncTable table) {
    return pipeline
        .state(table)
        .orElseThrow(() -> new IllegalArgumentException("this sync has no table " + table));
  }

  private TableHealth health(TableState state, Instant now) {
    return TableHealth.of(state, now, staleAfter(state.table()));
  }

  /**
   * Returns the freshness lag above which the table is stale. This is the configured limit. If no
   * limit is configured, it is the freshness target plus three times the interval.
   */
  private synchronized Duration staleAfter(SyncTable table) {
    Duration checks = table.interval().orElse(interval);
    return staleAfter.orElse(table.freshnessTarget().plus(checks.multipliedBy(3)));
  }

  private TableState state(String name) {
    return pipeline
        .state(TableName.parse(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' does not match exactly one table of this sync: %s"
                        .formatted(name, tables())));
  }

  boolean isClosed() {
    return pipeline.closed() != null;
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException("this LakehouseSync is closed");
    }
  }

  /** Closes this sync as {@link #close(Duration)} does, with the timeout of the builder. */
  @Override
  public void close() {
    close(closeTimeout);
  }

  /**
   * Closes this sync, and waits for its runs until the timeout. No new run starts. A run that is
   * under way finishes its batch, refreshes the catalog with what it has copied, and ends. Runs
   * that have not ended at the timeout are logged.
   *
   * <p>If a run has not ended at the timeout, it ends when its current statement ends. Until then
   * it uses a connection of the host. A batch is committed as a whole or not at all, and the next
   * start continues after the last commit. Calling this more than once is harmless: later calls
   * wait for the same shutdown.
   *
   * @return the runs that began and did not end before the timeout; empty if all runs ended
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
          "Closed while a run of {} was still {}. The run ends when its current statement ends; the next"
              + " start continues after its last commit.",
          run.table(),
          run.step());
    }
    if (ownThreads != null) {
      // shutdownNow would interrupt threads that wait for the answer to a statement. Then we would
      // not know whether that statement took effect.
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
      LOG.debug("not all runs have ended successfully", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
