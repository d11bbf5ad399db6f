package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.RunProgress;
import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.Writers;
import io.lakehousesync.spi.MetadataLocation;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run of the kill test: writes and kills hosts, stops writing, syncs the rest, and compares.
 */
final class KillRun {
  /** Limits the load, so that a run copies all new rows within seconds. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final PrintStream out;
  private final Services services;
  private final ServiceOptions options;
  private final WorkloadDatabase database;
  private final List<TestedTracking> kinds;
  private final Random random;
  private final RunSignals signals = new RunSignals();
  private final Writers writers;
  private final KillCounts kills = new KillCounts();
  private final List<String> failures = new ArrayList<>();

  KillRun(
      PrintStream out,
      Services services,
      ServiceOptions options,
      WorkloadDatabase database,
      List<TestedTracking> kinds,
      Random random) {
    this.out = out;
    this.services = services;
    this.options = options;
    this.database = database;
    this.kinds = kinds;
    this.random = random;
    this.writers =
        new Writers(
            services.postgres(),
            kinds.stream().map(TestedTracking::profile).toList(),
            signals,
            PAUSE);
  }

  /** Returns the number of connections that a run uses at the same time. */
  static int connections(int writers) {
    return writers + 3;
  }

  /** Returns the kills by step. */
  KillCounts kills() {
    return kills;
  }

  /** Returns the failures that hosts reported before they were killed. */
  List<String> failures() {
    return failures;
  }

  List<KillResult> run(int count, int writerCount) throws Exception {
    for (TestedTracking kind : kinds) {
      database.seed(kind.profile());
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (Callable<?> session :
          writers.sessions(writerCount, random.nextLong(), Writers.HeldOpen.YES)) {
        writing.add(threads.submit(session));
      }
      signals.start();
      killHosts(count, writing);
      signals.stop();
      for (Future<?> writer : writing) {
        Futures.of(writer);
      }
      signals.writersEnded();
      return results(completeReport());
    } finally {
      signals.stop();
      threads.shutdownNow();
    }
  }

  private void killHosts(int count, List<Future<?>> writing) throws Exception {
    KillPlan plan =
        new KillPlan(
            kinds.stream().map(TestedTracking::name).toList(),
            kinds.stream()
                .filter(kind -> kind.wrong().isPresent())
                .map(TestedTracking::name)
                .toList(),
            random);
    RunProgress progress = new RunProgress(out, Integer.getInteger("examples.columns", 0));
    try {
      while (kills.count() < count) {
        show(progress, count);
        kill(plan.next());
        for (Future<?> writer : writing) {
          if (writer.isDone()) {
            Futures.of(writer);
          }
        }
      }
      show(progress, count);
    } finally {
      progress.finish();
    }
  }

  private void kill(KillPoint point) throws Exception {
    List<String> order = new ArrayList<>(kinds.stream().map(TestedTracking::name).toList());
    Collections.shuffle(order, random);
    try (HostProcess host = HostProcess.start(services.environment(), order)) {
      kills.add(point, host.killAt(point));
      host.otherOutput().stream().filter(line -> line.startsWith("FAILED ")).forEach(failures::add);
    }
  }

  private void show(RunProgress progress, int count) {
    progress.show(
        kills.count(),
        count,
        "%d/%d kills, %d transactions".formatted(kills.count(), count, writers.committed()));
  }

  private SyncReport completeReport() throws Exception {
    try (LakehouseSync sync = AnnouncedSync.of(services, options, kinds, new Announcer())) {
      return FinalSync.complete(sync, signals.lastCommit().orElseThrow());
    }
  }

  private List<KillResult> results(SyncReport report) throws SQLException {
    ServedTables served = new ServedTables(services.snowflake(), options.snowflakeSchema());
    List<KillResult> results = new ArrayList<>();
    for (TableReport table : report.tables()) {
      TableProfile profile = TestedTracking.of(table.table()).profile();
      MetadataLocation last = table.location().orElseThrow();
      results.add(
          new KillResult(
              profile,
              kills.count(),
              database.score(profile),
              served.compare(profile, last, database.icebergRows(profile))));
    }
    return results;
  }
}
