package io.lakehousesync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One table's way through one run: copy, locate, refresh, report. A copy that fails does not hold
 * back the refresh: earlier batches, other hosts and VACUUM have committed snapshots that the
 * catalog must follow. A task of the run submits the next one when it is done, so that it is in one
 * thread at a time, and other tables have their turn between two batches.
 */
final class TableRun {
  private final Pipeline pipeline;
  private final TableState state;
  private final SyncTable table;
  private final Duration copyFor;
  private final long started = System.nanoTime();
  private final CompletableFuture<TableReport> done = new CompletableFuture<>();
  private volatile String step = "waiting for its turn";

  private volatile boolean begun;
  private long rows;
  private CopyResult.Remaining remaining = CopyResult.Remaining.NONE;
  private @Nullable String blockedBy;
  private @Nullable Instant completeThrough;
  private @Nullable MetadataLocation location;
  private boolean asked;
  private @Nullable RefreshResult result;
  private @Nullable LakehouseSyncException failure;
  private Duration copyTook = Duration.ZERO;
  private Duration refreshTook = Duration.ZERO;

  TableRun(Pipeline pipeline, TableState state, Slice slice) {
    this.pipeline = pipeline;
    this.state = state;
    this.table = state.table();
    this.copyFor = slice.copyFor();
  }

  SyncTable table() {
    return table;
  }

  /** Whether listeners have been told that it started. */
  boolean hasBegun() {
    return begun;
  }

  /** What it is doing, for a log. */
  String step() {
    return step;
  }

  /** Copies what is new, and refreshes the catalog. */
  CompletableFuture<TableReport> copyAndRefresh() {
    submit(pipeline.copies(), () -> begin(this::copyBatch));
    return done;
  }

  /**
   * Copies nothing, and refreshes the catalog if it does not serve the location yet, as where
   * another host has committed it.
   *
   * @param completeThrough empty if rows are left to wait
   */
  CompletableFuture<TableReport> refreshOnly(
      Optional<Instant> completeThrough, @Nullable MetadataLocation found) {
    this.completeThrough = completeThrough.orElse(null);
    remaining =
        completeThrough.isPresent() ? CopyResult.Remaining.NONE : CopyResult.Remaining.READY;
    location = found;
    if (found == null) {
      return fail(MetadataLocator.missing(table.target()));
    } else if (isServed(found)) {
      begin(this::finish);
    } else {
      submit(pipeline.refreshes(), () -> begin(this::refresh));
    }
    return done;
  }

  /** Begins, unless the sync was closed while the run waited for its turn. */
  private void begin(Runnable work) {
    LakehouseSyncException closed = pipeline.closed();
    if (closed == null) {
      tellStarted();
      work.run();
    } else {
      CompletableFuture<TableReport> unused = leave(closed);
    }
  }

  private void tellStarted() {
    begun = true;
    pipeline.listeners().started(table);
  }

  /** Does not begin, of which only who waits for the run is told. */
  CompletableFuture<TableReport> leave(LakehouseSyncException cause) {
    failure = cause;
    done.complete(report());
    return done;
  }

  /** Does nothing, because something that all tables need has failed. */
  CompletableFuture<TableReport> fail(LakehouseSyncException cause) {
    tellStarted();
    failure = cause;
    finish();
    return done;
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
    try {
      CopyResult batch = pipeline.source().copy(table);
      rows += batch.rows();
      remaining = batch.remaining();
      blockedBy = batch.blockedBy().orElse(null);
      completeThrough = batch.completeThrough().orElse(null);
      pipeline.listeners().copied(table, batch, since(began));
    } finally {
      copyTook = copyTook.plus(since(began));
    }
  }

  private boolean mayGoOn() {
    return pipeline.closed() == null && since(started).compareTo(copyFor) < 0;
  }

  /** What was copied is made visible, while whoever closes the sync still waits. */
  private void refresh() {
    if (pipeline.isOver()) {
      failed(closedBeforeRefresh());
    } else {
      step("refreshing", this::refreshNewest);
    }
    finish();
  }

  private void refreshNewest() {
    long began = System.nanoTime();
    try {
      pipeline.locator().withNewest(table.target(), this::refreshTo);
      if (asked && result != null) {
        pipeline.listeners().refreshed(table, result, since(began));
      }
    } finally {
      refreshTook = since(began);
    }
  }

  private void refreshTo(MetadataLocation newest) {
    location = newest;
    if (isServed(newest)) {
      return;
    }
    state.refreshed(null);
    asked = true;
    RefreshResult served = pipeline.refresher().refresh(table, newest);
    result = served;
    state.refreshed(new TableState.Refreshed(newest, served));
  }

  /** Whether the last refresh was to this location: then there is nothing to ask the catalog. */
  private boolean isServed(MetadataLocation found) {
    Optional<RefreshResult> before =
        state
            .refreshed()
            .filter(last -> last.location().equals(found))
            .map(TableState.Refreshed::result);
    before.ifPresent(
        last -> result = last.served().isPresent() ? new RefreshResult.Unchanged(found) : last);
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
    MetadataLocation wanted = location;
    Optional<RefreshResult> refresh = Optional.ofNullable(result);
    boolean visible =
        wanted != null
            && refresh.flatMap(RefreshResult::served).filter(s -> s.includes(wanted)).isPresent();
    Instant through = completeThrough;
    return new TableReport(
        table,
        rows,
        remaining,
        Optional.ofNullable(blockedBy),
        Optional.ofNullable(location),
        refresh,
        visible && through != null
            ? Optional.of(Duration.between(through, pipeline.clock().instant()))
            : Optional.empty(),
        new TableReport.Timings(copyTook, refreshTook),
        pipeline.source().guarantee(table),
        Optional.ofNullable(failure));
  }

  private NotAppliedException closedBeforeRefresh() {
    return new NotAppliedException(
        NotAppliedException.Retry.SENSIBLE,
        ("%s: this LakehouseSync was closed before the catalog was refreshed. %d rows are"
                + " committed, the others were not touched; the next start goes on from there.")
            .formatted(table, rows),
        null);
  }

  private void submit(LimitedExecutor executor, Runnable task) {
    executor.execute(() -> runToItsEnd(task), e -> runToItsEnd(() -> refused(e)));
  }

  private void refused(Throwable e) {
    LakehouseSyncException closed = pipeline.closed();
    if (!begun && closed != null) {
      CompletableFuture<TableReport> unused = leave(closed);
      return;
    }
    if (!begun) {
      tellStarted();
    }
    failed(
        closed != null
            ? closedBeforeRefresh()
            : new NotAppliedException(
                NotAppliedException.Retry.SENSIBLE,
                "%s: the executor took no more work (%s) after %d rows were committed. The next run goes on."
                    .formatted(table, e, rows),
                e));
    finish();
  }

  /** Whoever waits for the run is never left waiting. */
  private void runToItsEnd(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
      throw e;
    }
  }

  /** Keeps the first failure, for it is the cause of what follows. */
  private void failed(LakehouseSyncException e) {
    if (failure == null) {
      failure = e;
    } else if (failure != e) {
      failure.addSuppressed(e);
    }
  }

  /** Runs a step and keeps its failure, so that the other tables go on. */
  private void step(String what, Runnable work) {
    step = what;
    try (MDC.MDCCloseable ignored = mdc()) {
      work.run();
    } catch (LakehouseSyncException e) {
      failed(e);
    } catch (RuntimeException | Error e) {
      // An implementation that throws anything else has not said what became of its work.
      failed(
          new OutcomeUnknownException(
              "Unexpected failure while %s %s: %s. The next run finds out what is true."
                  .formatted(what, table, e),
              e));
    }
  }

  private MDC.MDCCloseable mdc() {
    return MDC.putCloseable(LakehouseSync.MDC_TABLE, table.source().toString());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
