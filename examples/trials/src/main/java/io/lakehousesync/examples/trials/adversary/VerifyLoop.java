package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.Verification.Claim;
import io.lakehousesync.examples.trials.adversary.Verification.Verdict;
import io.lakehousesync.examples.trials.workload.RunSignals;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Verifies targets, one after the other, while other sessions write and copy. If a verification
 * reports a difference, the run stops for a moment: all rows are copied, and plain SQL compares the
 * target.
 */
record VerifyLoop(
    DataSource postgres,
    RunSignals signals,
    Gate gate,
    QuietPoint quiet,
    List<AttackedTable> tables,
    long seed,
    VerifyCounts counts)
    implements Callable<@Nullable Void> {

  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    Random random = new Random(seed);
    signals.awaitStart();
    while (!signals.stopped()) {
      AttackedTable table = tables.get(random.nextInt(tables.size()));
      Target target = table.targets().get(random.nextInt(table.targets().size()));
      Claim claim;
      // The gate prevents a verification while a wrong row is planted.
      try (Gate.Pass pass = gate.enter()) {
        claim = new Verification(postgres, random.nextBoolean() ? 50 : 100_000).of(target);
      }
      counts.add(claim);
      if (claim.verdict() == Verdict.DIFFERS) {
        counts.wrong(
            "%s; after a copy: %s".formatted(claim.text(), quiet.afterACopy(table, target)));
      }
    }
    return null;
  }
}
