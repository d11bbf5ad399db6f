package io.lakehousesync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of one table from run to run. Thread-safe. */
final class TableState {
  private final SyncTable table;
  private @Nullable TableRun underWay;
  private CompletableFuture<?> lastRun = CompletableFuture.completedFuture(null);
  private @Nullable TableReport report;
  private @Nullable Refreshed refreshed;
  private @Nullable Instant completeThrough;
  private @Nullable Instant servedThrough;
  private Duration work = Duration.ZERO;
  private int failures;
  private boolean circuitOpen;
  private boolean paused;

  /** What came of a table's last refresh, so that an unchanged table is not refreshed again. */
  record Refreshed(MetadataLocation location, RefreshResult result) {}

  TableState(SyncTable table) {
    this.table = table;
  }

  SyncTable table() {
    return table;
  }

  /**
   * Starts a run when the one that is under way has ended: a table has one at a time. It is started
   * without the lock, for it tells listeners, which may ask for anything.
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

  /** Takes note of a run's end. Returns whether the circuit has opened or closed by it. */
  synchronized boolean ended(TableReport ended, @Nullable Instant copiedThrough, BackOff backOff) {
    report = ended;
    if (ended.rows() > 0) {
      work = ended.timings().copy().plus(ended.timings().refresh());
    }
    if (copiedThrough != null) {
      completeThrough = copiedThrough;
      if (ended.freshnessLag().isPresent()) {
        servedThrough = copiedThrough;
      }
    }
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
   * How long a table that failed is to be left alone, without jitter; zero for one that did not.
   */
  synchronized Duration wait(BackOff backOff) {
    return failures == 0 ? Duration.ZERO : backOff.after(failures, circuitOpen);
  }

  /**
   * Whether new rows can wait until the next look, going by how long the last copy took. Not after
   * a failure, for only a copy can show that it has passed.
   */
  synchronized boolean canWait(Instant now, Slice slice) {
    Optional<Duration> untilNextLook = slice.untilNextLook(table);
    if (completeThrough == null || untilNextLook.isEmpty() || failures > 0) {
      return false;
    }
    Instant latest = completeThrough.plus(table.pace().freshnessTarget());
    return now.plus(untilNextLook.get()).plus(work).isBefore(latest);
  }

  synchronized void pause(boolean pause) {
    paused = pause;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  /** The time through which the Iceberg table is known to be complete. */
  synchronized Optional<Instant> completeThrough() {
    return Optional.ofNullable(completeThrough);
  }

  /** The time through which the catalog is known to be complete. */
  synchronized Optional<Instant> servedThrough() {
    return Optional.ofNullable(servedThrough);
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
