package io.lakehousesync.examples.benchmark;

import io.lakehousesync.examples.workload.WorkloadDatabase;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Takes all contestants through their measurements: backlogs, then small batches, in turn, so that
 * all have the same neighbours and the same age. At the end the tables are compared.
 */
final class BenchmarkRun {
  /** How many connections a run holds at the same time. */
  static final int CONNECTIONS = 3;

  private static final int MOST_WARM_UP = 10;
  private static final int ROUNDS = 3;

  private final PrintStream out;
  private final WorkloadDatabase database;
  private final List<Lane> lanes;

  BenchmarkRun(PrintStream out, DataSource postgres, WorkloadDatabase database, int rows) {
    this.out = out;
    this.database = database;
    this.lanes =
        Contestant.ALL.stream().map(contestant -> new Lane(contestant, postgres, rows)).toList();
  }

  List<BenchmarkResult> run(int samples) throws Exception {
    for (Lane lane : lanes) {
      lane.warmUp(Math.min(MOST_WARM_UP, samples));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (Lane lane : lanes) {
        Backlog backlog = lane.copyBacklog();
        out.printf(
            "%d/%d %-14s copied %,d rows in %.1f s%n",
            round,
            ROUNDS,
            lane.contestant().name(),
            backlog.rows(),
            backlog.took().toMillis() / 1000.0);
      }
    }
    out.printf("Copying %d batches of %,d rows each%n", samples, Lane.BATCH);
    for (int i = 0; i < samples; i++) {
      for (Lane lane : lanes) {
        lane.copyBatches();
      }
    }
    List<BenchmarkResult> results = new ArrayList<>();
    for (Lane lane : lanes) {
      results.add(lane.result(database));
    }
    return results;
  }
}
