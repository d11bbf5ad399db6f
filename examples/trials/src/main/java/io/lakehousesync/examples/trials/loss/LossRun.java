package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.RunProgress;
import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.Writers;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/**
 * One run of the test over all kinds of tracking. It writes and copies at the same time, stops the
 * writers, copies the remaining rows, and compares.
 */
final class LossRun {
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final PrintStream out;
  private final WorkloadDatabase database;
  private final List<CopyMethod> kinds;
  private final RunSignals signals = new RunSignals();
  private final Writers writers;
  private final LongAdder copies = new LongAdder();

  LossRun(PrintStream out, DataSource postgres, WorkloadDatabase database, List<CopyMethod> kinds) {
    this.out = out;
    this.database = database;
    this.kinds = kinds;
    this.writers =
        new Writers(
            postgres, kinds.stream().map(CopyMethod::profile).toList(), signals, Duration.ZERO);
  }

  /** Returns the number of connections that a run uses at the same time. */
  static int connections(int writers, int kinds) {
    return writers + kinds + 1;
  }

  List<LossResult> run(Duration length, int count, Writers.HeldOpen heldOpen, long seed)
      throws Exception {
    warmUp();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (Callable<?> session : writers.sessions(count, seed, heldOpen)) {
        writing.add(threads.submit(session));
      }
      List<Future<Optional<Duration>>> copying = new ArrayList<>();
      for (CopyMethod kind : kinds) {
        copying.add(threads.submit(new SyncLoop(kind, signals, copies)));
      }
      List<Future<?>> all = new ArrayList<>(writing);
      all.addAll(copying);
      signals.start();
      watch(length, all);
      signals.stop();
      for (Future<?> writer : writing) {
        Futures.of(writer);
      }
      signals.writersEnded();
      return results(copying);
    } finally {
      signals.stop();
      threads.shutdownNow();
    }
  }

  /** Copies some rows with each method first, because the first copies are slower. */
  private void warmUp() throws SQLException {
    for (CopyMethod kind : kinds) {
      database.seed(kind.profile());
      kind.copyOnce();
    }
  }

  /** Waits until the time is up. A thread that ends earlier has failed. */
  private void watch(Duration length, List<Future<?>> all) throws Exception {
    RunProgress progress = new RunProgress(out, Integer.getInteger("examples.columns", 0));
    long started = System.nanoTime();
    try {
      Duration passed = Duration.ZERO;
      while (passed.compareTo(length) < 0) {
        show(progress, passed, length);
        Duration left = length.minus(passed);
        signals.awaitStop(left.compareTo(GLANCE) < 0 ? left : GLANCE);
        for (Future<?> thread : all) {
          if (thread.isDone()) {
            Futures.of(thread);
          }
        }
        passed = Duration.ofNanos(System.nanoTime() - started);
      }
      show(progress, length, length);
    } finally {
      progress.finish();
    }
  }

  private void show(RunProgress progress, Duration passed, Duration length) {
    progress.show(
        passed.toMillis(),
        length.toMillis(),
        "%d/%d s, %d transactions, %d copies"
            .formatted(passed.toSeconds(), length.toSeconds(), writers.committed(), copies.sum()));
  }

  private List<LossResult> results(List<Future<Optional<Duration>>> copying) throws Exception {
    List<LossResult> results = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Optional<Duration> lag = Futures.of(copying.get(i));
      TableProfile profile = kinds.get(i).profile();
      results.add(new LossResult(profile, database.score(profile), lag));
    }
    return results;
  }
}
