package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.AdversaryOutcome.Result;
import io.lakehousesync.examples.trials.adversary.TargetScore.Score;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.RunProgress;
import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.table.SyncTable;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * One run of the adversary. Writers, copies and verifications work at the same time. Every 30
 * seconds, and at the end, there is a {@link QuietPoint}. Another thread attacks the wrong variants
 * at the same time.
 */
final class AdversaryRun {
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final Duration BETWEEN_QUIET_POINTS = Duration.ofSeconds(30);
  private static final int ROW_SESSIONS = 4;
  private static final int HOSTS = 3;

  private final PrintStream out;
  private final DataSource postgres;
  private final DataSource unpooled;
  private final List<AttackedTable> tables;
  private final List<VariantRun.Variant> variants;
  private final RunSignals signals = new RunSignals();
  private final Gate writers = new Gate();
  private final Gate copies = new Gate();
  private final EventLog events = new EventLog();
  private final VerifyCounts verified = new VerifyCounts();

  AdversaryRun(
      PrintStream out,
      DataSource postgres,
      DataSource unpooled,
      List<AttackedTable> tables,
      List<VariantRun.Variant> variants) {
    this.out = out;
    this.postgres = postgres;
    this.unpooled = unpooled;
    this.tables = tables;
    this.variants = variants;
  }

  AdversaryOutcome run(Duration length, long seed) throws Exception {
    List<SyncTable> synced = tables.stream().flatMap(table -> table.syncTables().stream()).toList();
    try (LeastPrivileges roles = LeastPrivileges.of(postgres, synced)) {
      return run(roles, length, seed);
    }
  }

  private AdversaryOutcome run(LeastPrivileges roles, Duration length, long seed) throws Exception {
    List<OwnSessions> interrupted =
        Stream.generate(() -> new OwnSessions(unpooled, "SET application_name = 'adversary'"))
            .limit(HOSTS)
            .toList();
    List<CopyingHost> hosts = hosts(roles, interrupted, seed);
    QuietPoint quiet =
        new QuietPoint(postgres, roles, writers, copies, tables, hosts, seed, verified);
    Map<Target, Score> scores = quiet.compareAll();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Callable<?> session : sessions(roles, seed, quiet, interrupted)) {
        all.add(threads.submit(session));
      }
      for (CopyingHost host : hosts) {
        all.add(threads.submit(host));
      }
      Future<List<Result>> wrong =
          threads.submit(new VariantRun(postgres, unpooled, signals, variants, seed));
      signals.start();
      watch(length, all, quiet, scores);
      signals.stop();
      for (Future<?> thread : all) {
        Futures.of(thread);
      }
      List<Result> ofVariants = Futures.of(wrong);
      keepWorst(scores, quiet.compareAll());
      out.println("EVENTS " + events);
      List<Result> results = new ArrayList<>();
      scores.forEach(
          (target, score) ->
              results.add(new Result(target.name(), false, score.rows(), Optional.empty())));
      results.addAll(ofVariants);
      return new AdversaryOutcome(results, verified.line(), verified.wrong());
    } finally {
      signals.stop();
      threads.shutdownNow();
    }
  }

  private void watch(
      Duration length, List<Future<?>> all, QuietPoint quiet, Map<Target, Score> scores)
      throws Exception {
    RunProgress progress = new RunProgress(out, Integer.getInteger("examples.columns", 0));
    long started = System.nanoTime();
    Duration nextQuiet = BETWEEN_QUIET_POINTS;
    Duration passed = Duration.ZERO;
    try {
      while (passed.compareTo(length) < 0) {
        progress.show(
            passed.toMillis(),
            length.toMillis(),
            "%d/%d s, %d transactions, %s"
                .formatted(
                    passed.toSeconds(),
                    length.toSeconds(),
                    events.count("tx_committed"),
                    verified.line()));
        signals.awaitStop(GLANCE);
        for (Future<?> thread : all) {
          if (thread.isDone()) {
            Futures.of(thread);
          }
        }
        if (passed.compareTo(nextQuiet) > 0) {
          keepWorst(scores, quiet.compareAll());
          nextQuiet = Duration.ofNanos(System.nanoTime() - started).plus(BETWEEN_QUIET_POINTS);
        }
        passed = Duration.ofNanos(System.nanoTime() - started);
      }
    } finally {
      progress.finish();
    }
  }

  /**
   * Keeps the first wrong score of each target, because later changes may repair the wrong rows.
   */
  private void keepWorst(Map<Target, Score> scores, Map<Target, Score> now) {
    now.forEach(
        (target, score) -> {
          if (!score.rows().isClean()) {
            out.printf("WRONG %s: %s%n", target.name(), score.keys());
          }
          scores.merge(target, score, (old, fresh) -> old.rows().isClean() ? fresh : old);
        });
  }

  private List<CopyingHost> hosts(LeastPrivileges roles, List<OwnSessions> interrupted, long seed) {
    List<Target> targets = tables.stream().flatMap(table -> table.targets().stream()).toList();
    List<CopyingHost> hosts = new ArrayList<>();
    for (OwnSessions own : interrupted) {
      hosts.add(
          new CopyingHost(
              roles.copier(postgres),
              roles.copier(own),
              signals,
              copies,
              targets,
              1_000 * seed + 500 + hosts.size(),
              events));
    }
    return hosts;
  }

  private List<Callable<?>> sessions(
      LeastPrivileges roles, long seed, QuietPoint quiet, List<OwnSessions> interrupted)
      throws SQLException {
    List<Callable<?>> sessions = new ArrayList<>();
    long next = 1_000 * seed;
    boolean prepared = canPrepare();
    if (!prepared) {
      out.println("No transaction is prepared, because max_prepared_transactions is 0.");
    }
    for (int i = 0; i < ROW_SESSIONS; i++) {
      sessions.add(new RowSession(postgres, signals, writers, tables, next++, events, prepared));
    }
    for (AttackedTable table : tables) {
      sessions.add(new StructureSession(postgres, signals, writers, table, next++, events));
    }
    sessions.add(new Terminator(postgres, signals, copies, interrupted, next++, events));
    sessions.add(new VerifyLoop(roles.verifier(), signals, copies, quiet, tables, next, verified));
    return sessions;
  }

  private boolean canPrepare() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('max_prepared_transactions')::int > 0")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
