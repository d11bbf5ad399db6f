package io.lakehousesync;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One run of a group: copies until all tables are at one cut. After that, each table continues with
 * its own run, which refreshes the catalog and reports.
 *
 * <p>The run begins when the last runs of all tables have ended. Between two batches, other tables
 * can copy.
 */
final class GroupRun {
  /**
   * How often a run tries to make a cut without copying a row in between, because a table gets more
   * new rows than one batch.
   */
  private static final int ATTEMPTS = 5;

  private final Pipeline pipeline;
  private final SyncGroup group;
  private final Duration copyFor;
  private final List<TableRun> runs;
  private final AtomicInteger missing;
  private final CompletableFuture<Optional<CutReport>> done = new CompletableFuture<>();
  private long started;
  private int attempts;
  private CutResult.@Nullable Cut cut;

  GroupRun(Pipeline pipeline, SyncGroup group, RunLimits limits, List<TableRun> runs) {
    this.pipeline = pipeline;
    this.group = group;
    this.copyFor = limits.copyFor();
    this.runs = runs;
    // One more than the tables, so that the run does not begin before all tables wait for it.
    this.missing = new AtomicInteger(runs.size() + 1);
  }

  /**
   * Returns a future of the cut. It completes when the runs of all tables have ended, and is empty
   * if there is no cut.
   */
  CompletableFuture<Optional<CutReport>> done() {
    return done;
  }

  /** Lets the run of a table wait for the group. The last one begins the run of the group. */
  CompletableFuture<TableReport> join(TableRun run) {
    arrived();
    return run.done();
  }

  /** Begins the run of the group when all tables have joined. Call this method once. */
  void arrived() {
    if (missing.decrementAndGet() == 0) {
      CompletableFuture<?>[] ends =
          runs.stream().map(TableRun::done).toArray(CompletableFuture[]::new);
      CompletableFuture<Boolean> unused =
          CompletableFuture.allOf(ends)
              .handle((ignored, failure) -> failure)
              .thenCompose(this::ended)
              .handle(
                  (report, failure) ->
                      failure == null
                          ? done.complete(report)
                          : done.completeExceptionally(failure));
      started = System.nanoTime();
      submit(this::begin);
    }
  }

  private CompletableFuture<Optional<CutReport>> ended(@Nullable Throwable failure) {
    CutResult.Cut made = cut;
    return made == null || failure != null
        ? CompletableFuture.completedFuture(Optional.empty())
        : pipeline.publish(group, made, runs.stream().map(run -> run.done().join()).toList());
  }

  private void begin() {
    LakehouseSyncException closed = pipeline.closed();
    if (closed != null) {
      runs.forEach(run -> skip(run, closed));
      return;
    }
    runs.forEach(TableRun::beginInGroup);
    copyOnce();
  }

  private static void skip(TableRun run, LakehouseSyncException cause) {
    CompletableFuture<TableReport> unused = run.skip(cause);
  }

  private void copyOnce() {
    long began = System.nanoTime();
    runs.forEach(run -> pipeline.listeners().stepBegan(run.table(), RunStep.COPY));
    boolean goesOn = false;
    try {
      CutResult result = pipeline.source().cut(group);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      cut = result.cut().orElse(null);
      runs.forEach(run -> copied(run, result, took));
      goesOn = cut == null && continues(result.copies());
    } catch (LakehouseSyncException e) {
      runs.forEach(run -> run.failed(e));
    } catch (RuntimeException | Error e) {
      OutcomeUnknownException failure =
          new OutcomeUnknownException(
              "Unexpected failure while copying group %s: %s. The next run reads what is committed."
                  .formatted(group, e),
              e);
      runs.forEach(run -> run.failed(failure));
    }
    if (goesOn) {
      submit(this::copyNext);
    } else {
      runs.forEach(TableRun::refreshAfterGroup);
    }
  }

  private void copied(TableRun run, CutResult result, Duration took) {
    CopyResult batch = result.copies().get(run.table());
    if (batch != null) {
      run.copied(batch);
      run.copyTook(took);
      pipeline.listeners().copied(run.table(), batch, took);
    }
  }

  private void copyNext() {
    if (pipeline.closed() == null) {
      copyOnce();
    } else {
      runs.forEach(TableRun::refreshAfterGroup);
    }
  }

  private boolean continues(Map<SyncTable, CopyResult> copies) {
    boolean copied = copies.values().stream().anyMatch(result -> result.rows() > 0);
    attempts = copied ? attempts : attempts + 1;
    return attempts < ATTEMPTS
        && copies.values().stream().allMatch(result -> result.remaining() == Remaining.READY)
        && pipeline.closed() == null
        && System.nanoTime() - started < copyFor.toNanos();
  }

  private void submit(Runnable task) {
    pipeline.copies().execute(() -> run(task), this::refused);
  }

  /** Runs a task. After an unexpected error, no caller waits for ever. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      runs.forEach(run -> run.done().completeExceptionally(e));
      throw e;
    }
  }

  private void refused(Throwable cause) {
    LakehouseSyncException closed = pipeline.closed();
    LakehouseSyncException failure =
        closed != null
            ? closed
            : new NotAppliedException(
                NotAppliedException.Retry.SENSIBLE,
                "The executor rejected the run of group %s (%s). The next run continues."
                    .formatted(group, cause),
                cause);
    runs.forEach(run -> run.refusedInGroup(failure));
  }
}
