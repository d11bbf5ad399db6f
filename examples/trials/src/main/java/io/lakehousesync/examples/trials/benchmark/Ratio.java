package io.lakehousesync.examples.trials.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The times of two ways to do the same, which took turns. Each round has its own ratio, because the
 * speed of a machine changes from round to round.
 */
final class Ratio {
  /** The first lines of a Markdown table. */
  static final List<String> TABLE_HEAD =
      List.of(
          "| what | of | to | ms | ms of the other | ratio: median, lowest and highest | rounds | ms in"
              + " the first and the last tenth of the rounds |",
          "|---|---|---|---|---|---|---|---|");

  private final String what;
  private final String of;
  private final String to;
  private final List<Double> millis = new ArrayList<>();
  private final List<Double> otherMillis = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();

  /** Creates a ratio of the times of {@code of} to the times of {@code to}. */
  Ratio(String what, String of, String to) {
    this.what = what;
    this.of = of;
    this.to = to;
  }

  /** Adds the times of a round. */
  void add(double took, double other) {
    millis.add(took);
    otherMillis.add(other);
    ratios.add(took / other);
  }

  /** Returns the line for standard output, with medians, and the lowest and highest ratio. */
  String line() {
    return format(
        "ENGINE what=%s of=%s to=%s ms=%.1f to_ms=%.1f ratio=%.2f lowest=%.2f highest=%.2f rounds=%d"
            + " first_ms=%.1f last_ms=%.1f",
        what);
  }

  /** Returns the row of a Markdown table. */
  String row() {
    return format(
        "| %s | %s | %s | %.1f | %.1f | %.2f, %.2f and %.2f | %d | %.1f and %.1f |",
        what.replace('_', ' '));
  }

  private String format(String template, String name) {
    return template.formatted(
        name,
        of,
        to,
        median(millis),
        median(otherMillis),
        median(ratios),
        Collections.min(ratios),
        Collections.max(ratios),
        ratios.size(),
        median(millis.subList(0, tenth())),
        median(millis.subList(millis.size() - tenth(), millis.size())));
  }

  private int tenth() {
    return Math.max(1, millis.size() / 10);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
