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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A moment in which writers and copies stop. First, one of the hosts copies on, as it would while
 * no application writes. A target that a host would then leave out, because its check finds no
 * change, must be equal to its heap table. Then the test copies all remaining rows, and compares
 * the tables with plain SQL. If they are equal, a verification must also find them equal. Then the
 * test plants a wrong row for a moment, and the verification must report this row.
 */
final class QuietPoint {
  private static final int EVERYTHING = 1_000_000;
  private static final int MOST_COPIES = 1_000;

  private final DataSource postgres;
  private final LeastPrivileges roles;
  private final Gate writers;
  private final Gate copies;
  private final List<AttackedTable> tables;
  private final List<CopyingHost> hosts;
  private final Random random;
  private final VerifyCounts counts;

  QuietPoint(
      DataSource postgres,
      LeastPrivileges roles,
      Gate writers,
      Gate copies,
      List<AttackedTable> tables,
      List<CopyingHost> hosts,
      long seed,
      VerifyCounts counts) {
    this.postgres = postgres;
    this.roles = roles;
    this.writers = writers;
    this.copies = copies;
    this.tables = tables;
    this.hosts = hosts;
    this.random = new Random(seed);
    this.counts = counts;
  }

  /** Returns the differences of each target. */
  Map<Target, Score> compareAll() throws SQLException {
    try (Gate.Pass noWriter = writers.closed();
        Gate.Pass noCopy = copies.closed()) {
      rest();
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

  private void rest() throws SQLException {
    Instant quiet = Instant.now();
    compareComplete(quiet);
    hosts.get(random.nextInt(hosts.size())).runUntilUnchanged();
    compareComplete(quiet);
  }

  /** Compares the targets that the hosts would leave out. */
  private void compareComplete(Instant quiet) throws SQLException {
    Set<Target> complete = new HashSet<>();
    hosts.forEach(host -> complete.addAll(host.complete(quiet)));
    for (AttackedTable table : tables) {
      for (Target target : table.targets()) {
        if (complete.contains(target)) {
          counts.add("rested");
          Score score = score(table, target);
          if (!score.rows().isClean()) {
            counts.falseRest("%s rests with wrong rows: %s".formatted(target.name(), score));
          }
        }
      }
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
