package io.lakehousesync.examples.losstest;

import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.Outcome;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.RunProgress;
import io.lakehousesync.examples.workload.RunSignals;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.Writers;
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

/** One run over all kinds: write and copy, stop writing, copy what remains, compare. */
final class LossRun {
  private static final Duration GLANCE = Duration.ofMillis(500);

  private final PrintStream out;
  private final WorkloadDatabase database;
  private final List<Kind> kinds;
  private final RunSignals signals = new RunSignals();
  private final Writers writers;
  private final LongAdder copies = new LongAdder();

  LossRun(PrintStream out, DataSource postgres, WorkloadDatabase database, List<Kind> kinds) {
    this.out = out;
    this.database = database;
    this.kinds = kinds;
    this.writers =
        new Writers(postgres, kinds.stream().map(Kind::profile).toList(), signals, Duration.ZERO);
  }

  /** How many connections a run holds at the same time. */
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
      for (Kind kind : kinds) {
        copying.add(threads.submit(new SyncLoop(kind, signals, copies)));
      }
      List<Future<?>> all = new ArrayList<>(writing);
      all.addAll(copying);
      signals.start();
      watch(length, all);
      signals.stop();
      for (Future<?> writer : writing) {
        Outcome.of(writer);
      }
      signals.writersEnded();
      return results(copying);
    } finally {
      signals.stop();
      threads.shutdownNow();
    }
  }

  /** Copies some rows of each kind, so that nobody measures how the services get going. */
  private void warmUp() throws SQLException {
    for (Kind kind : kinds) {
      database.seed(kind.profile());
      kind.copyOnce();
    }
  }

  /** Waits until the time is up. A thread that ends before has failed. */
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
            Outcome.of(thread);
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
      Optional<Duration> lag = Outcome.of(copying.get(i));
      Profile profile = kinds.get(i).profile();
      results.add(new LossResult(profile, database.score(profile), lag));
    }
    return results;
  }
}
