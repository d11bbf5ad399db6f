package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies tables in the background on a daemon thread, until {@link #close} is called; see {@link
 * PgLakeVerifier#verifyEvery}.
 *
 * <p>One range of one table is compared at a time; tables with a pass under way take turns. After a
 * step, the thread waits nine times as long as the step took. If a pass is late, it waits less.
 */
public final class VerificationSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationSchedule.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /** The time until new tables are noticed. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The time until a step is repeated that failed, and until differences are compared again. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Duration every;
  private final Duration again;
  private final Supplier<? extends Collection<SyncTable>> tables;
  private final Function<SyncTable, ? extends VerificationSteps> states;
  private final Consumer<TableVerification> listener;
  private final Map<SyncTable, Turn> turns = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::loop, "lakehouse-verification");
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** How long the last step took, and when it ended. */
  private Duration took = Duration.ZERO;

  private long ended = System.nanoTime();

  /** Whether the last step compared known differences again. */
  private boolean rechecked;

  private boolean closed;
  private boolean warnedOfDelay;

  /** When a table has its next step. Times are values of {@link System#nanoTime}. */
  private static final class Turn {
    final SyncTable table;

    /** Null until the table could be read. */
    @Nullable VerificationSteps state;

    /** When the pass under way became due, or the next one becomes due. */
    long due;

    /** No step before this time, because a step has failed. */
    long notBefore;

    long lastStep;
    long recheck;
    long reported;
    @Nullable String problem;

    Turn(SyncTable table, long now) {
      this.table = table;
      due = now;
      notBefore = now;
      lastStep = now;
      recheck = now;
    }

    boolean canRecheck() {
      return state != null && state.canRecheck();
    }

    boolean isDue(long now) {
      return due - now <= 0 && notBefore - now <= 0;
    }
  }

  /** Starts the thread. */
  VerificationSchedule(
      Duration every,
      Supplier<? extends Collection<SyncTable>> tables,
      Function<SyncTable, ? extends VerificationSteps> states,
      Consumer<TableVerification> listener) {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException("the interval must be positive, got " + every);
    }
    this.every = every;
    this.again = every.compareTo(AGAIN) < 0 ? every : AGAIN;
    this.tables = tables;
    this.states = states;
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    boolean open = true;
    while (open) {
      open = await(turn());
    }
  }

  /** Gives one table its turn, and returns the wait before the next turn. */
  private Duration turn() {
    long began = System.nanoTime();
    Duration rest = took.multipliedBy(restFactor(began)).minusNanos(began - ended);
    if (!rest.isNegative() && !rest.isZero()) {
      // A table may become late during a long rest.
      return rest.compareTo(LOOK) < 0 ? rest : LOOK;
    }
    try {
      addNewTables(began);
      Optional<Turn> due =
          turns.values().stream()
              .filter(turn -> turn.isDue(began))
              .min(Comparator.comparingLong(turn -> turn.lastStep - began));
      // Long rechecks must not keep the other tables from their turns.
      Optional<Turn> recheck =
          turns.values().stream()
              .filter(turn -> turn.recheck - began <= 0 && turn.canRecheck())
              .filter(turn -> !rechecked || due.isEmpty())
              .min(Comparator.comparingLong(turn -> turn.recheck - began));
      Optional<Turn> next = recheck.or(() -> due);
      if (next.isEmpty()) {
        return LOOK;
      }
      rechecked = recheck.isPresent();
      work(next.get(), rechecked);
    } catch (RuntimeException | Error e) {
      LOG.error("A step of the verification failed unexpectedly. The verification continues.", e);
      return again;
    }
    ended = System.nanoTime();
    took = Duration.ofNanos(ended - began);
    return Duration.ZERO;
  }

  private void addNewTables(long now) {
    Set<SyncTable> present = new LinkedHashSet<>(tables.get());
    turns.keySet().retainAll(present);
    present.forEach(table -> turns.computeIfAbsent(table, added -> new Turn(added, now)));
  }

  private void work(Turn turn, boolean recheck) {
    try {
      if (turn.state == null) {
        turn.state = states.apply(turn.table);
      }
      if (recheck) {
        turn.state.recheck();
        turn.recheck = System.nanoTime() + again.toNanos();
        report(turn, turn.state, false);
      } else {
        step(turn, turn.state);
      }
      turn.problem = null;
    } catch (LakehouseSyncException e) {
      if (postpone(turn, e)) {
        LOG.warn("{} is not verified at the moment: {}", turn.table, turn.problem);
      }
    } catch (RuntimeException e) {
      if (postpone(turn, e)) {
        LOG.error(
            "{} is not verified at the moment, because of an error in the library", turn.table, e);
      }
    }
  }

  /** Lets a table wait that could not be verified. Returns whether the problem is a new one. */
  private boolean postpone(Turn turn, RuntimeException e) {
    long later = System.nanoTime() + again.toNanos();
    turn.notBefore = later;
    turn.recheck = later;
    turn.lastStep = System.nanoTime();
    String problem = Printable.message(String.valueOf(e.getMessage()));
    boolean isNew = !problem.equals(turn.problem);
    turn.problem = problem;
    return isNew;
  }

  private void step(Turn turn, VerificationSteps state) {
    VerificationSteps.Step step = state.step();
    turn.lastStep = System.nanoTime();
    switch (step) {
      case MORE -> report(turn, state, false);
      case LAST -> {
        // If the pass took longer than the interval, the next one is due now.
        turn.due = Math.max(turn.due + every.toNanos() - turn.lastStep, 0) + turn.lastStep;
        report(turn, state, true);
      }
      case BLOCKED -> {
        turn.notBefore = turn.lastStep + again.toNanos();
        report(turn, state, state.blockedBy().isPresent());
      }
    }
  }

  /** Reports what is known, if the pass has ended or the number of differences has changed. */
  private void report(Turn turn, VerificationSteps state, boolean always) {
    long differences = state.differences();
    long before = turn.reported;
    if (!always && differences == before) {
      return;
    }
    turn.reported = differences;
    if (differences > 0 && before == 0) {
      turn.recheck = System.nanoTime() + again.toNanos();
    }
    TableVerification result = state.result();
    if (differences > before) {
      LOG.warn("{} {}", result, result.problem().orElse(""));
    } else {
      LOG.info("{}", result);
    }
    try {
      listener.accept(result);
    } catch (RuntimeException | Error e) {
      LOG.warn("Listener {} failed and missed a result. The verification continues.", listener, e);
    }
  }

  private long restFactor(long now) {
    double late =
        turns.values().stream()
            .filter(turn -> turn.isDue(now))
            .mapToDouble(turn -> (double) (now - turn.due) / every.toNanos())
            .max()
            .orElse(0);
    if (late < 0.5) {
      return 9;
    }
    if (late >= 1 && !warnedOfDelay) {
      warnedOfDelay = true;
      LOG.warn(
          "The verification of all tables takes longer than {} s, although it rests no more. Set a longer"
              + " interval (verify.every), or verify fewer tables on this host.",
          every.toSeconds());
    }
    return late < 1 ? 1 : 0;
  }

  /** Waits. Returns false if the schedule was closed. */
  private boolean await(Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    lock.lock();
    try {
      for (long left = wait.toNanos(); !closed && left > 0; left = until - System.nanoTime()) {
        long unused = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("The thread of the verification was interrupted. No more tables are verified.");
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Starts no further step, and waits at most ten seconds for a step that is under way. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) {
        LOG.warn("Closed during a step of a verification. The step changes nothing and ends soon.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
