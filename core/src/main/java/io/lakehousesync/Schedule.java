package io.lakehousesync;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.text.PrintableThrowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of tables that are due. Tables with the same interval are due at the same times,
 * so that they share one check for changes. If a run is still under way when the table's next run
 * is due, the table skips this next run. A table that failed is due after its back-off.
 *
 * <p>If tables fail because a service that all tables need is down, one of them is retried every
 * {@link #PROBE}. When its run succeeds, the service is up again, and all the others are due at
 * once.
 *
 * <p>One thread decides which tables are due. The runs use the threads of the pipeline.
 */
final class Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  /**
   * When a table is due, the tables that become due within this time start too, so that all of them
   * share one check for changes.
   */
  private static final long EARLY_START_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The time between two retries while a service is down. */
  private static final Duration PROBE = Duration.ofSeconds(3);

  private final Pipeline pipeline;
  private final Duration interval;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<TableState, NextRun> nextRuns = new LinkedHashMap<>();
  private final long begin = System.nanoTime();
  private final CompletableFuture<Void> lastStart = new CompletableFuture<>();
  private boolean ended;

  /**
   * When the last run ended and when the next one is due, as values of {@link System#nanoTime};
   * whether a run is under way; and whether the last run failed because a service is down. Guarded
   * by the lock.
   */
  private static final class NextRun {
    long lastEnd;
    long due;
    boolean running;
    boolean waitsForService;
  }

  Schedule(Pipeline pipeline, Duration interval) {
    this.pipeline = pipeline;
    this.interval = interval;
    pipeline.states().forEach(this::isDue);
  }

  /** Adds a table, which is due now. */
  void add(TableState state) {
    lock.lock();
    try {
      isDue(state);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void isDue(TableState state) {
    NextRun next = new NextRun();
    next.lastEnd = System.nanoTime();
    next.due = next.lastEnd;
    nextRuns.put(state, next);
  }

  void start() {
    Thread thread = new Thread(this::loop, "lakehouse-sync-schedule");
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = runDue();
      }
    } catch (InterruptedException e) {
      LOG.warn(
          "The thread of the schedule was interrupted. No more runs start by themselves; close this"
              + " LakehouseSync and start a new one.");
    } finally {
      lastStart.complete(null);
    }
  }

  /** Waits until tables are due, and runs them. Returns false when the schedule has ended. */
  private boolean runDue() throws InterruptedException {
    try {
      List<TableState> due = awaitDue();
      if (due.isEmpty()) {
        return false;
      }
      tryToRun(due);
      return true;
    } catch (Error e) {
      // For example, the host had no memory for a moment.
      LOG.error("The schedule could not go on. It tries again in a second.", e);
      TimeUnit.SECONDS.sleep(1);
      return true;
    }
  }

  /**
   * Waits until tables are due, and returns them. When the schedule has ended, returns no tables.
   */
  private List<TableState> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!ended) {
        long now = System.nanoTime();
        List<TableState> due = new ArrayList<>();
        long wait = Long.MAX_VALUE;
        for (Map.Entry<TableState, NextRun> entry : nextRuns.entrySet()) {
          NextRun next = entry.getValue();
          if (!next.running && !entry.getKey().isPaused()) {
            long left = next.due - now;
            wait = Math.min(wait, left);
            if (left <= EARLY_START_NANOS) {
              due.add(entry.getKey());
            }
          }
        }
        if (wait <= 0) {
          due.forEach(state -> nextRun(state).running = true);
          return due;
        }
        changed.awaitNanos(wait);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Runs tables. An unexpected error is logged, so that it does not end the schedule. */
  private void tryToRun(List<TableState> due) {
    try {
      run(due);
    } catch (RuntimeException | Error e) {
      LOG.error("Runs could not be started. The schedule tries again after a wait.", e);
      due.forEach(state -> ended(state, null, null, 1));
    }
  }

  /**
   * Runs the tables in random order, so that hosts with the same tables do not compete for each
   * table.
   */
  private void run(List<TableState> due) {
    Collections.shuffle(due);
    double jitter = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
    List<CompletableFuture<TableReport>> runs = pipeline.run(due, RunLimits.of(interval)).tables();
    for (int i = 0; i < due.size(); i++) {
      TableState state = due.get(i);
      CompletableFuture<TableReport> unused =
          runs.get(i).whenComplete((report, failure) -> ended(state, report, failure, jitter));
    }
  }

  private void ended(
      TableState state, @Nullable TableReport report, @Nullable Throwable failure, double jitter) {
    if (failure != null) {
      LOG.error(
          "{}: a run ended with an unexpected error. The next run reads what is committed.",
          state.table(),
          PrintableThrowable.of(failure));
    }
    lock.lock();
    try {
      NextRun next = nextRun(state);
      boolean serviceIsUp = next.waitsForService && report != null && report.failure().isEmpty();
      next.running = false;
      next.lastEnd = System.nanoTime();
      next.due = nextDue(state, report, jitter);
      next.waitsForService = report != null && isOutage(report);
      if (serviceIsUp) {
        long now = System.nanoTime();
        waitingForService().forEach(other -> other.due = Math.min(other.due, now));
      } else if (next.waitsForService) {
        probe();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isOutage(TableReport report) {
    return report
        .failure()
        .filter(NotAppliedException.class::isInstance)
        .map(NotAppliedException.class::cast)
        .filter(failure -> failure.retry() == NotAppliedException.Retry.OUTAGE)
        .isPresent();
  }

  /**
   * Makes one of the tables that wait for a service due soon: the one whose last run is the longest
   * ago. So they take turns, and a table that has a fault of its own does not hold up the others.
   */
  private void probe() {
    long soon = System.nanoTime() + PROBE.toNanos();
    waitingForService()
        .min(Comparator.comparingLong(next -> next.lastEnd - begin))
        .ifPresent(next -> next.due = Math.min(next.due, soon));
  }

  private Stream<NextRun> waitingForService() {
    return nextRuns.entrySet().stream()
        .filter(entry -> !entry.getKey().isPaused())
        .map(Map.Entry::getValue)
        .filter(next -> next.waitsForService && !next.running);
  }

  private long nextDue(TableState state, @Nullable TableReport report, double jitter) {
    long now = System.nanoTime();
    Duration wait = report == null ? pipeline.backOff().most() : state.wait(pipeline.backOff());
    if (!wait.isZero()) {
      return now + (long) (wait.toNanos() * jitter);
    }
    if (report != null && report.rows() > 0 && report.remaining() == Remaining.READY) {
      return now;
    }
    long every = state.table().interval().orElse(interval).toNanos();
    return begin + ((now - begin) / every + 1) * every;
  }

  private NextRun nextRun(TableState state) {
    return Objects.requireNonNull(nextRuns.get(state));
  }

  /** Checks again which tables are due, after a table was paused or resumed. */
  void changed() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the schedule. If a check for changes is under way, its runs are started afterwards. The
   * returned future completes when these runs have started.
   */
  CompletableFuture<Void> end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return lastStart;
  }
}
