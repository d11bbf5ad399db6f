package io.lakehousesync.examples.trials.kill;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts kills by step. */
final class KillCounts {
  private final Map<Step, Integer> paused = new EnumMap<>(Step.class);
  private final Map<Step, Integer> running = new EnumMap<>(Step.class);

  /**
   * Counts a kill.
   *
   * @param last the last step that the host had announced
   */
  void add(KillPoint point, Announcement last) {
    (point.delay().isZero() ? paused : running).merge(last.step(), 1, Integer::sum);
  }

  int count() {
    return sum(paused) + sum(running);
  }

  /** Returns the steps at which no host was killed. */
  List<Step> missed() {
    List<Step> missed = new ArrayList<>();
    for (Step step : Step.values()) {
      if (!paused.containsKey(step) && !running.containsKey(step)) {
        missed.add(step);
      }
    }
    return missed;
  }

  /** Returns one line for each step. */
  List<String> histogram() {
    List<String> lines = new ArrayList<>();
    lines.add("%-18s %10s %12s".formatted("Killed", "paused at", "some ms after"));
    for (Step step : Step.values()) {
      lines.add(
          "%-18s %10d %12d"
              .formatted(step, paused.getOrDefault(step, 0), running.getOrDefault(step, 0)));
    }
    return lines;
  }

  private static int sum(Map<Step, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
