package io.lakehousesync;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of one table, kept from run to run. Thread-safe. */
final class TableState {
  private final SyncTable table;
  private @Nullable TableRun underWay;
  private CompletableFuture<?> lastRun = CompletableFuture.completedFuture(null);
  private @Nullable TableReport report;
  private @Nullable Refreshed refreshed;
  private TableFacts facts = TableFacts.NONE;
  private Duration work = Duration.ZERO;
  private int failures;
  private boolean circuitOpen;
  private boolean paused;

  /**
   * The result of the last refresh. From this result, a run knows that an unchanged table needs no
   * refresh.
   */
  record Refreshed(MetadataLocation location, RefreshResult result) {}

  TableState(SyncTable table) {
    this.table = table;
  }

  SyncTable table() {
    return table;
  }

  /**
   * Starts a run. If another run is under way, the new run starts when that run has ended, because
   * a table has one run at a time. The run starts without the lock of this object, because a run
   * calls listeners, and a listener may call the sync.
   */
  CompletableFuture<TableReport> begin(
      TableRun run, Supplier<CompletableFuture<TableReport>> start) {
    CompletableFuture<TableReport> next = new CompletableFuture<>();
    CompletableFuture<?> previous;
    synchronized (this) {
      previous = lastRun;
      lastRun = next;
    }
    CompletableFuture<TableReport> unused =
        previous
            .handle((ignored, failure) -> null)
            .thenCompose(
                ignored -> {
                  isUnderWay(run);
                  return start.get();
                })
            .whenComplete(
                (ended, failure) -> {
                  if (failure == null) {
                    next.complete(ended);
                  } else {
                    next.completeExceptionally(failure);
                  }
                });
    return next;
  }

  private synchronized void isUnderWay(TableRun run) {
    underWay = run;
  }

  synchronized boolean isUnderWay() {
    return !lastRun.isDone();
  }

  synchronized Optional<TableRun> underWay() {
    return isUnderWay() ? Optional.ofNullable(underWay) : Optional.empty();
  }

  synchronized CompletableFuture<?> lastRun() {
    return lastRun;
  }

  /**
   * Stores the report of a run that has ended. Returns whether the run opened or closed the
   * circuit.
   *
   * @param at when the run ended
   */
  synchronized boolean ended(
      TableReport ended, Instant at, @Nullable Instant copiedThrough, BackOff backOff) {
    report = ended;
    if (ended.rows() > 0) {
      work = ended.timings().copy().plus(ended.timings().refresh());
    }
    facts = facts.after(ended, at, copiedThrough);
    boolean wasOpen = circuitOpen;
    if (ended.failure().isEmpty()) {
      failures = 0;
      circuitOpen = false;
    } else {
      failures++;
      circuitOpen |= backOff.opensCircuit(failures, ended.failure().get());
    }
    return wasOpen != circuitOpen;
  }

  /**
   * Returns the wait before the next run of a table that failed, without jitter; zero if the last
   * run succeeded.
   */
  synchronized Duration wait(BackOff backOff) {
    return failures == 0 ? Duration.ZERO : backOff.after(failures, circuitOpen);
  }

  /**
   * Returns whether new rows can wait until the next check. This assumes that the next copy and
   * refresh take as long as the last ones. After a failure, rows cannot wait, because only a copy
   * shows whether the failure still occurs.
   */
  synchronized boolean canWait(Instant now, RunLimits limits) {
    Optional<Duration> untilNextCheck = limits.untilNextCheck(table);
    Instant completeThrough = facts.completeThrough();
    if (completeThrough == null || untilNextCheck.isEmpty() || failures > 0) {
      return false;
    }
    Instant latest = completeThrough.plus(table.freshnessTarget());
    return now.plus(untilNextCheck.get()).plus(work).isBefore(latest);
  }

  synchronized void pause(boolean pause) {
    paused = pause;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  /** Returns what the runs and verifications so far have shown. */
  synchronized TableFacts facts() {
    return facts;
  }

  synchronized void verified(TableVerification verification) {
    facts = facts.after(verification);
  }

  synchronized Optional<TableReport> report() {
    return Optional.ofNullable(report);
  }

  synchronized Optional<Refreshed> refreshed() {
    return Optional.ofNullable(refreshed);
  }

  synchronized void refreshed(@Nullable Refreshed refreshed) {
    this.refreshed = refreshed;
  }
}
