package io.lakehousesync.examples.trials.kill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The kill points of a run, one per host. The plan has two kill points for each step of each table.
 * At the first one, the host is paused while it is killed. At the second one, the host continues,
 * and is killed a moment later. The order of the kill points is random. After the last kill point,
 * the plan starts again.
 *
 * <p>The first kills hit each wrong kind between its two commits, so that even a short run shows
 * that the test can detect a fault.
 */
final class KillPlan {
  /** About the duration of a commit. */
  private static final int LONGEST_DELAY_MILLIS = 60;

  private static final int STATEMENTS_OF_A_COPY = 12;
  private static final int STATEMENTS_OF_A_REFRESH = 3;

  private final List<String> tables;
  private final Random random;
  private final Deque<KillPoint> next = new ArrayDeque<>();

  /**
   * Creates a plan for the tables of these kinds.
   *
   * @param wrong the wrong kinds among {@code tables}, which commit twice
   */
  KillPlan(List<String> tables, List<String> wrong, Random random) {
    this.tables = List.copyOf(tables);
    this.random = random;
    for (String table : wrong) {
      next.add(new KillPoint(Step.COMMITTED, table, 1, 1, Duration.ZERO));
    }
  }

  /** Returns the number of kills in one round of the plan. A round hits each step of each table. */
  static int roundOf(int tables) {
    return tables * Step.values().length * 2;
  }

  KillPoint next() {
    if (next.isEmpty()) {
      next.addAll(round());
    }
    return next.remove();
  }

  private List<KillPoint> round() {
    List<KillPoint> round = new ArrayList<>();
    for (String table : tables) {
      for (Step step : Step.values()) {
        String of = step.ofAllTables() ? Announcement.ALL_TABLES : table;
        round.add(new KillPoint(step, of, run(), occurrence(step), Duration.ZERO));
        round.add(new KillPoint(step, of, run(), occurrence(step), delay()));
      }
    }
    Collections.shuffle(round, random);
    return round;
  }

  /**
   * Returns the run in which the host is killed. Mostly, this is the first run: a kill in the first
   * run takes less time, and later runs are similar.
   */
  private int run() {
    return random.nextInt(4) == 0 ? 2 : 1;
  }

  private int occurrence(Step step) {
    return switch (step) {
      case STATEMENT -> 1 + random.nextInt(STATEMENTS_OF_A_COPY);
      case CATALOG_STATEMENT -> 1 + random.nextInt(STATEMENTS_OF_A_REFRESH);
      default -> 1;
    };
  }

  private Duration delay() {
    return Duration.ofMillis(1 + random.nextInt(LONGEST_DELAY_MILLIS));
  }
}
