package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One run of one table: copy, locate, refresh, report. The run refreshes the catalog even if a copy
 * fails, because earlier batches, other hosts and VACUUM may have committed snapshots. In one case,
 * the run does not refresh: the copy failed, the run has copied nothing, and the sync is being
 * closed.
 *
 * <p>When a task of the run ends, it submits the next task. A run therefore uses one thread at a
 * time, and other tables can copy between two of its batches.
 */
final class TableRun {
  private final Pipeline pipeline;
  private final TableState state;
  private final SyncTable table;
  private final Duration copyFor;
  private final long started = System.nanoTime();
  private final CompletableFuture<TableReport> done = new CompletableFuture<>();
  private volatile String step = "waiting for a thread";

  private volatile boolean begun;
  private long rows;
  private CopyResult.Remaining remaining = CopyResult.Remaining.NONE;
  private @Nullable String blockedBy;
  private Optional<String> problem = Optional.empty();
  private boolean copied;
  private @Nullable Instant completeThrough;
  private @Nullable LocatedMetadata located;
  private boolean asked;
  private @Nullable RefreshResult result;
  private @Nullable LakehouseSyncException failure;
  private Duration copyTook = Duration.ZERO;
  private Duration refreshTook = Duration.ZERO;

  TableRun(Pipeline pipeline, TableState state, RunLimits limits) {
    this.pipeline = pipeline;
    this.state = state;
    this.table = state.table();
    this.copyFor = limits.copyFor();
  }

  SyncTable table() {
    return table;
  }

  /** Returns whether the run has begun. Listeners are notified when it begins. */
  boolean hasBegun() {
    return begun;
  }

  /** Returns the current step, such as "copying". */
  String step() {
    return step;
  }

  /** Copies changes, and refreshes the catalog. */
  CompletableFuture<TableReport> copyAndRefresh() {
    submit(pipeline.copies(), () -> begin(this::copyBatch));
    return done;
  }

  /**
   * Refreshes the catalog without a copy, because another host or VACUUM may have committed a
   * snapshot. Does not ask the catalog in two cases: the last refresh was to the same metadata
   * file, or no metadata file is known to be committed.
   *
   * @param completeThrough the time up to which the table is complete; empty if rows wait for a
   *     later copy
   */
  CompletableFuture<TableReport> refreshOnly(
      Optional<Instant> completeThrough, @Nullable LocatedMetadata found) {
    this.completeThrough = completeThrough.orElse(null);
    remaining =
        completeThrough.isPresent() ? CopyResult.Remaining.NONE : CopyResult.Remaining.READY;
    if (found == null) {
      return fail(MetadataLocator.missing(table.target()));
    }
    located = found;
    if (needsNoRefresh(found)) {
      begin(this::finish);
    } else {
      submit(pipeline.refreshes(), () -> begin(this::refresh));
    }
    return done;
  }

  /** Begins the run. If the sync was closed while the run waited for a thread, skips the run. */
  private void begin(Runnable work) {
    LakehouseSyncException closed = pipeline.closed();
    if (closed == null) {
      notifyStarted();
      work.run();
    } else {
      CompletableFuture<TableReport> unused = skip(closed);
    }
  }

  private void notifyStarted() {
    begun = true;
    pipeline.listeners().started(table);
  }

  /** Completes the future without starting the run. Listeners are not notified. */
  CompletableFuture<TableReport> skip(LakehouseSyncException cause) {
    failure = cause;
    done.complete(report());
    return done;
  }

  /**
   * Fails the run without a copy, because the check for changes or the lookup of the table's
   * metadata file failed.
   */
  CompletableFuture<TableReport> fail(LakehouseSyncException cause) {
    notifyStarted();
    failure = cause;
    finish();
    return done;
  }

  /** Returns the future of the report. It completes when the run has ended. */
  CompletableFuture<TableReport> done() {
    return done;
  }

  /** Begins the run of a table that its group copies. */
  void beginInGroup() {
    step = "copying";
    notifyStarted();
  }

  /** Stores what the group has copied of this table. */
  void copied(CopyResult batch) {
    rows += batch.rows();
    remaining = batch.remaining();
    blockedBy = batch.blockedBy().orElse(null);
    problem = batch.problem();
    copied = true;
    completeThrough = batch.completeThrough().orElse(null);
  }

  /** Adds the time of a batch of the group, of which the rows of this table are a part. */
  void copyTook(Duration took) {
    copyTook = copyTook.plus(took);
  }

  /** Continues the run when the group has copied. */
  void refreshAfterGroup() {
    if (failure != null && rows == 0 && pipeline.closed() != null) {
      finish();
    } else {
      submit(pipeline.refreshes(), this::refresh);
    }
  }

  /** Ends the run because the executor rejected the run of the group. */
  void refusedInGroup(LakehouseSyncException cause) {
    if (begun) {
      failed(cause);
      finish();
    } else {
      CompletableFuture<TableReport> unused = pipeline.closed() == null ? fail(cause) : skip(cause);
    }
  }

  private void copyBatch() {
    step("copying", this::copyOne);
    if (failure == null && remaining == CopyResult.Remaining.READY && mayGoOn()) {
      submit(pipeline.copies(), this::copyNextBatch);
    } else if (failure != null && rows == 0 && pipeline.closed() != null) {
      finish();
    } else {
      submit(pipeline.refreshes(), this::refresh);
    }
  }

  private void copyNextBatch() {
    if (pipeline.closed() == null) {
      copyBatch();
    } else {
      submit(pipeline.refreshes(), this::refresh);
    }
  }

  private void copyOne() {
    long began = System.nanoTime();
    pipeline.listeners().stepBegan(table, RunStep.COPY);
    try {
      CopyResult batch = pipeline.source().copy(table);
      copied(batch);
      pipeline.listeners().copied(table, batch, since(began));
    } finally {
      copyTook(since(began));
    }
  }

  private boolean mayGoOn() {
    return pipeline.closed() == null && since(started).compareTo(copyFor) < 0;
  }

  /**
   * Refreshes the catalog. If {@link LakehouseSync#close} has stopped waiting for runs, fails the
   * run instead.
   */
  private void refresh() {
    if (pipeline.isEnded()) {
      failed(closedBeforeRefresh());
    } else {
      step("refreshing", this::refreshNewest);
    }
    finish();
  }

  private void refreshNewest() {
    long began = System.nanoTime();
    pipeline.listeners().stepBegan(table, RunStep.LOCATE);
    try {
      pipeline.locator().withNewest(table.target(), this::refreshTo);
      if (asked && result != null) {
        pipeline.listeners().refreshed(table, result, since(began));
      }
    } finally {
      refreshTook = since(began);
    }
  }

  private void refreshTo(LocatedMetadata newest) {
    located = newest;
    if (needsNoRefresh(newest)) {
      return;
    }
    MetadataLocation location = newest.location().orElseThrow();
    state.refreshed(null);
    asked = true;
    pipeline.listeners().stepBegan(table, RunStep.REFRESH);
    RefreshResult served = pipeline.refresher().refresh(table, location);
    result = served;
    state.refreshed(new TableState.Refreshed(location, served));
  }

  /** Returns whether the result is known without asking the catalog. If it is known, stores it. */
  private boolean needsNoRefresh(LocatedMetadata found) {
    if (found instanceof LocatedMetadata.Unconfirmed unconfirmed) {
      result = new RefreshResult.Deferred(unconfirmed.reason());
      return true;
    }
    MetadataLocation location = found.location().orElseThrow();
    Optional<RefreshResult> before =
        state
            .refreshed()
            .filter(last -> last.location().equals(location))
            .map(TableState.Refreshed::result);
    before.ifPresent(
        last -> result = last.served().isPresent() ? new RefreshResult.Unchanged(location) : last);
    return before.isPresent();
  }

  private void finish() {
    step = "ending";
    TableReport report = report();
    try (MDC.MDCCloseable ignored = mdc()) {
      pipeline.ended(state, report, completeThrough);
    }
    done.complete(report);
  }

  private TableReport report() {
    return TableReport.builder(table)
        .rows(rows)
        .remaining(remaining)
        .blockedBy(blockedBy)
        .problem((copied ? problem : state.report().flatMap(TableReport::problem)).orElse(null))
        .location(location())
        .refresh(result)
        .freshnessLag(freshnessLag())
        .timings(new TableReport.Timings(copyTook, refreshTook))
        .guarantee(pipeline.source().guarantee(table))
        .failure(failure)
        .build();
  }

  private @Nullable MetadataLocation location() {
    return located == null ? null : located.location().orElse(null);
  }

  /**
   * Returns the freshness lag. It is null if the catalog has not confirmed the newest committed
   * snapshot. It is also null if the time up to which that snapshot is complete is unknown.
   */
  private @Nullable Duration freshnessLag() {
    boolean visible =
        located instanceof LocatedMetadata.Committed committed
            && result != null
            && result.served().filter(served -> served.includes(committed.newest())).isPresent();
    return visible && completeThrough != null
        ? Duration.between(completeThrough, pipeline.clock().instant())
        : null;
  }

  private NotAppliedException closedBeforeRefresh() {
    return new NotAppliedException(
        NotAppliedException.Retry.SENSIBLE,
        ("%s: this LakehouseSync was closed before the catalog was refreshed. %d rows are"
                + " committed. The next start copies the other rows and refreshes the catalog.")
            .formatted(table, rows),
        null);
  }

  private void submit(LimitedExecutor executor, Runnable task) {
    executor.execute(() -> runToItsEnd(task), e -> runToItsEnd(() -> refused(e)));
  }

  private void refused(Throwable e) {
    LakehouseSyncException closed = pipeline.closed();
    if (!begun && closed != null) {
      CompletableFuture<TableReport> unused = skip(closed);
      return;
    }
    if (!begun) {
      notifyStarted();
    }
    failed(
        closed != null
            ? closedBeforeRefresh()
            : new NotAppliedException(
                NotAppliedException.Retry.SENSIBLE,
                "%s: the executor rejected the run (%s) after %d rows were committed. The next run continues."
                    .formatted(table, e, rows),
                e));
    finish();
  }

  /**
   * Runs a task. If an unexpected error occurs, completes the future, so that no caller waits for
   * ever.
   */
  private void runToItsEnd(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * Stores a failure. The report has the first failure, because the first failure may be the cause
   * of the later failures.
   */
  void failed(LakehouseSyncException e) {
    if (failure == null) {
      failure = e;
    } else if (failure != e) {
      failure.addSuppressed(e);
    }
  }

  /** Runs a step. Stores its failure instead of throwing it, so that the other tables continue. */
  private void step(String what, Runnable work) {
    step = what;
    try (MDC.MDCCloseable ignored = mdc()) {
      work.run();
    } catch (LakehouseSyncException e) {
      failed(e);
    } catch (RuntimeException | Error e) {
      // Other exceptions do not state whether the work was done.
      failed(
          new OutcomeUnknownException(
              "Unexpected failure while %s %s: %s. The next run reads what is committed."
                  .formatted(what, table, e),
              e));
    }
  }

  private MDC.MDCCloseable mdc() {
    return MDC.putCloseable(LakehouseSync.MDC_TABLE, Printable.escape(table.source().toString()));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
