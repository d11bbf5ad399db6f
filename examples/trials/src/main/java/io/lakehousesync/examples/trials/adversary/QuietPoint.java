package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.TargetScore.Score;
import io.lakehousesync.examples.trials.adversary.Verification.Claim;
import io.lakehousesync.examples.trials.adversary.Verification.Verdict;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * A moment in which writers and copies stop. The test copies all remaining rows, and compares the
 * tables with plain SQL. If they are equal, a verification must also find them equal. Then the test
 * plants a wrong row for a moment, and the verification must report this row.
 */
final class QuietPoint {
  private static final int EVERYTHING = 1_000_000;
  private static final int MOST_COPIES = 1_000;

  private final DataSource postgres;
  private final LeastPrivileges roles;
  private final Gate writers;
  private final Gate copies;
  private final List<AttackedTable> tables;
  private final Random random;
  private final VerifyCounts counts;

  QuietPoint(
      DataSource postgres,
      LeastPrivileges roles,
      Gate writers,
      Gate copies,
      List<AttackedTable> tables,
      long seed,
      VerifyCounts counts) {
    this.postgres = postgres;
    this.roles = roles;
    this.writers = writers;
    this.copies = copies;
    this.tables = tables;
    this.random = new Random(seed);
    this.counts = counts;
  }

  /** Returns the differences of each target. */
  Map<Target, Score> compareAll() throws SQLException {
    try (Gate.Pass noWriter = writers.closed();
        Gate.Pass noCopy = copies.closed()) {
      Map<Target, Score> scores = new LinkedHashMap<>();
      for (AttackedTable table : tables) {
        for (Target target : table.targets()) {
          copyAll(target);
          scores.put(target, score(table, target));
          if (scores.get(target).rows().isClean()) {
            verify(table, target);
          }
        }
      }
      return scores;
    }
  }

  /** Copies all rows to a target, and describes which rows are then wrong. */
  String afterACopy(AttackedTable table, Target target) throws SQLException {
    try (Gate.Pass noWriter = writers.closed();
        Gate.Pass noCopy = copies.closed()) {
      copyAll(target);
      Score score = score(table, target);
      return score.rows().isClean() ? "all rows are right" : score.toString();
    }
  }

  private Score score(AttackedTable table, Target target) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      return TargetScore.of(connection, table, target);
    }
  }

  private void copyAll(Target target) {
    SyncSource source =
        PgLakeSource.builder(roles.copier(postgres))
            .batchRows(target.style() == Target.Style.INTERRUPTED ? 100 : 1_000)
            .build();
    Instant quiet = Instant.now();
    for (int copies = 0; copies < MOST_COPIES; copies++) {
      CopyResult copied = source.copy(target.table());
      // If completeThrough is earlier, the copy may have selected its rows before the quiet point.
      if (copied.remaining() == Remaining.NONE
          && !copied.completeThrough().orElse(Instant.MIN).isBefore(quiet)) {
        return;
      }
    }
    throw new IllegalStateException(
        "%s still has rows to copy after %d copies".formatted(target.name(), MOST_COPIES));
  }

  private void verify(AttackedTable table, Target target) throws SQLException {
    Claim right = claim(target);
    if (right.verdict() != Verdict.AGREES) {
      counts.wrong("%s at a quiet point, where all rows are right".formatted(right));
    }
    Plant plant = Plant.any(random, target);
    try (Connection connection = postgres.getConnection()) {
      Optional<List<String>> undo = plant.put(connection, table, target, random);
      if (undo.isEmpty()) {
        return;
      }
      counts.add("planted");
      Claim wrong = claim(target);
      if (wrong.verdict() != Verdict.DIFFERS) {
        counts.falseAgreement(
            "%s in %s was not reported: %s".formatted(plant, target.name(), wrong));
      }
      WorkloadDatabase.execute(connection, undo.get().toArray(String[]::new));
    }
  }

  private Claim claim(Target target) {
    return new Verification(roles.verifier(), random.nextBoolean() ? 50 : EVERYTHING).of(target);
  }
}
