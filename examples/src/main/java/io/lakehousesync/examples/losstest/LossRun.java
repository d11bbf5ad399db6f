package io.lakehousesync.examples.losstest;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** One run over all kinds: write and copy, stop writing, copy what remains, compare. */
final class LossRun {
  /** Whether one transaction stays open from beginning to end. */
  enum HeldOpen {
    YES,
    NO
  }

  private static final Duration GLANCE = Duration.ofMillis(500);

  private final PrintStream out;
  private final DataSource postgres;
  private final LossDatabase database;
  private final List<Kind> kinds;
  private final RunSignals signals = new RunSignals();
  private final LongAdder transactions = new LongAdder();
  private final LongAdder copies = new LongAdder();

  LossRun(PrintStream out, DataSource postgres, LossDatabase database, List<Kind> kinds) {
    this.out = out;
    this.postgres = postgres;
    this.database = database;
    this.kinds = kinds;
  }

  /** How many connections a run holds at the same time. */
  static int connections(int writers, int kinds) {
    return writers + kinds + 1;
  }

  List<LossResult> run(Duration length, int writers, HeldOpen heldOpen, long seed)
      throws Exception {
    warmUp();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (Callable<?> writer : writers(writers, seed)) {
        writing.add(threads.submit(writer));
      }
      if (heldOpen == HeldOpen.YES) {
        writing.add(threads.submit(heldOpen()));
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
        outcome(writer);
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
      try (Connection connection = postgres.getConnection()) {
        LossDatabase.execute(
            connection,
            "INSERT INTO %s (payload) SELECT 'before' FROM generate_series(1, 10)"
                .formatted(kind.profile().heap()));
      }
      kind.copyOnce();
    }
  }

  private List<Writer> writers(int count, long seed) {
    List<RecentRows> recent = kinds.stream().map(kind -> new RecentRows()).toList();
    List<Writer> writers = new ArrayList<>();
    for (int writer = 0; writer < count; writer++) {
      List<TableWriter> tables = new ArrayList<>();
      for (int kind = 0; kind < kinds.size(); kind++) {
        tables.add(new TableWriter(kinds.get(kind).profile(), recent.get(kind)));
      }
      writers.add(
          new Writer(postgres, signals, tables, new Random(31 * seed + writer), transactions));
    }
    return writers;
  }

  private HeldOpenTransaction heldOpen() {
    return new HeldOpenTransaction(
        postgres,
        signals,
        kinds.stream()
            .map(Kind::profile)
            .filter(profile -> profile.permits(Write.HELD_OPEN))
            .map(profile -> new TableWriter(profile, new RecentRows()))
            .toList());
  }

  /** Waits until the time is up. A thread that ends before has failed. */
  private void watch(Duration length, List<Future<?>> all) throws Exception {
    LossProgress progress =
        new LossProgress(out, length, Integer.getInteger("examples.columns", 0));
    long started = System.nanoTime();
    try {
      Duration passed = Duration.ZERO;
      while (passed.compareTo(length) < 0) {
        progress.show(passed, transactions.sum(), copies.sum());
        Duration left = length.minus(passed);
        signals.awaitStop(left.compareTo(GLANCE) < 0 ? left : GLANCE);
        for (Future<?> thread : all) {
          if (thread.isDone()) {
            outcome(thread);
          }
        }
        passed = Duration.ofNanos(System.nanoTime() - started);
      }
      progress.show(length, transactions.sum(), copies.sum());
    } finally {
      progress.finish();
    }
  }

  private List<LossResult> results(List<Future<Optional<Duration>>> copying) throws Exception {
    List<LossResult> results = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Optional<Duration> lag = outcome(copying.get(i));
      Profile profile = kinds.get(i).profile();
      results.add(new LossResult(profile, score(profile), lag));
    }
    return results;
  }

  private Score score(Profile profile) throws SQLException {
    return database.score(profile);
  }

  private static <T> T outcome(Future<T> thread) throws Exception {
    try {
      return thread.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
