package io.lakehousesync.examples.trials.benchmark;

import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Measures how all contestants copy backlogs, and then how they copy small batches. The contestants
 * take turns, so that all run under the same conditions. At the end, their tables are compared.
 */
final class BenchmarkRun {
  /** The number of connections that a run uses at the same time. */
  static final int CONNECTIONS = 3;

  private static final int MOST_WARM_UP = 10;
  private static final int ROUNDS = 3;

  private final PrintStream out;
  private final WorkloadDatabase database;
  private final List<ContestantRun> lanes;

  BenchmarkRun(PrintStream out, DataSource postgres, WorkloadDatabase database, int rows) {
    this.out = out;
    this.database = database;
    this.lanes =
        Contestant.ALL.stream()
            .map(contestant -> new ContestantRun(contestant, postgres, rows))
            .toList();
  }

  List<BenchmarkResult> run(int samples) throws Exception {
    for (ContestantRun lane : lanes) {
      lane.warmUp(Math.min(MOST_WARM_UP, samples));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (ContestantRun lane : lanes) {
        BacklogCost backlog = lane.copyBacklog();
        out.printf(
            "%d/%d %-14s copied %,d rows in %.1f s%n",
            round,
            ROUNDS,
            lane.contestant().name(),
            backlog.rows(),
            backlog.took().toMillis() / 1000.0);
      }
    }
    out.printf("Copying %d batches of %,d rows each%n", samples, ContestantRun.BATCH);
    for (int i = 0; i < samples; i++) {
      for (ContestantRun lane : lanes) {
        lane.copyBatches();
      }
    }
    List<BenchmarkResult> results = new ArrayList<>();
    for (ContestantRun lane : lanes) {
      results.add(lane.result(database));
    }
    return results;
  }
}
