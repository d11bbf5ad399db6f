package io.lakehousesync.examples.trials.kill;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line with which a host announces the step that it reached.
 *
 * @param table the name of the table's kind, or {@link #ALL_TABLES}
 */
record Announcement(Step step, String table) {
  static final String ALL_TABLES = "*";

  private static final Pattern LINE = Pattern.compile("REACHED (\\w+) (\\S+)");

  String line() {
    return "REACHED %s %s".formatted(step.name(), table);
  }

  /** Reads a line; empty if it is not an announcement. */
  static Optional<Announcement> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(new Announcement(Step.valueOf(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }
}
