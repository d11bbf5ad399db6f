package io.lakehousesync;

import io.lakehousesync.CopyResult.Remaining;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs when tables are due. Tables with the same interval are due at the same moments,
 * whenever their runs end, so that one look serves all of them; one whose run is still under way
 * misses a turn. A table that failed is due after its back-off.
 *
 * <p>One thread decides; the work is done on those of the pipeline.
 */
final class Schedule {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  /** Tables that become due so soon are taken along, for one look to serve them too. */
  private static final long TAKEN_ALONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Pipeline pipeline;
  private final Duration interval;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<TableState, Turn> turns = new LinkedHashMap<>();
  private final long begin = System.nanoTime();
  private final CompletableFuture<Void> lastStart = new CompletableFuture<>();
  private boolean ended;

  /** When a table is next due. Guarded by the lock. */
  private static final class Turn {
    long due;
    boolean running;
  }

  Schedule(Pipeline pipeline, Duration interval) {
    this.pipeline = pipeline;
    this.interval = interval;
    for (TableState state : pipeline.states()) {
      Turn turn = new Turn();
      turn.due = begin;
      turns.put(state, turn);
    }
  }

  void start() {
    Thread thread = new Thread(this::loop, "lakehouse-sync-schedule");
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    try {
      for (List<TableState> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
        tryToRun(due);
      }
    } catch (InterruptedException e) {
      LOG.warn("The thread of the schedule was interrupted by others. No more runs are started.");
    } finally {
      lastStart.complete(null);
    }
  }

  /** The tables that are due, once there are some; none when the schedule has ended. */
  private List<TableState> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!ended) {
        long now = System.nanoTime();
        List<TableState> due = new ArrayList<>();
        long wait = Long.MAX_VALUE;
        for (Map.Entry<TableState, Turn> entry : turns.entrySet()) {
          Turn turn = entry.getValue();
          if (!turn.running && !entry.getKey().isPaused()) {
            long left = turn.due - now;
            wait = Math.min(wait, left);
            if (left <= TAKEN_ALONG_NANOS) {
              due.add(entry.getKey());
            }
          }
        }
        if (wait <= 0) {
          due.forEach(state -> turn(state).running = true);
          return due;
        }
        changed.awaitNanos(wait);
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** What breaks a turn does not end the schedule. */
  private void tryToRun(List<TableState> due) {
    try {
      run(due);
    } catch (RuntimeException | Error e) {
      LOG.error("A turn of the schedule broke off. The next one finds out what is true.", e);
      due.forEach(state -> ended(state, null, null, 1));
    }
  }

  /** In another order each time, so that hosts which share the tables do not meet at each one. */
  private void run(List<TableState> due) {
    Collections.shuffle(due);
    double jitter = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
    List<CompletableFuture<TableReport>> runs = pipeline.run(due, Slice.of(interval));
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
          "{}: a run broke off. The next one finds out what is true.", state.table(), failure);
    }
    lock.lock();
    try {
      Turn turn = turn(state);
      turn.running = false;
      turn.due = nextTurn(state, report, jitter);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long nextTurn(TableState state, @Nullable TableReport report, double jitter) {
    long now = System.nanoTime();
    Duration wait = report == null ? pipeline.backOff().most() : state.wait(pipeline.backOff());
    if (!wait.isZero()) {
      return now + (long) (wait.toNanos() * jitter);
    }
    if (report != null && report.rows() > 0 && report.remaining() == Remaining.READY) {
      return now;
    }
    long every = state.table().pace().interval().orElse(interval).toNanos();
    return begin + ((now - begin) / every + 1) * every;
  }

  private Turn turn(TableState state) {
    return Objects.requireNonNull(turns.get(state));
  }

  /** Looks again who is due, after a table was paused or resumed. */
  void changed() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Starts no more runs, once those are started for which a look is under way. */
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
