package io.lakehousesync.examples.host;

import io.lakehousesync.postgres.SetupCheck;
import io.lakehousesync.postgres.SetupStatement;
import io.lakehousesync.snowflake.SetupResult;
import io.lakehousesync.snowflake.SetupResult.State;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line for each step of a set-up, with a word for what is true of it, and how many have which.
 */
final class SetupLines {
  static final String OK = "ok";
  static final String MISSING = "missing";
  static final String DIFFERENT = "different";
  static final String BROKEN = "broken";
  static final String DONE = "done";
  static final String PLANNED = "planned";
  static final String DROPPED = "dropped";
  static final String ABSENT = "absent";
  static final String FAILED = "failed";

  private final Output output;
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /**
   * @param states those that the result names, even if no step has them
   */
  SetupLines(Output output, String... states) {
    this.output = output;
    Arrays.stream(states).forEach(state -> counts.put(state, 0));
  }

  int count(String state) {
    return counts.getOrDefault(state, 0);
  }

  /** What one table has and lacks. */
  void check(SetupCheck check) {
    String title = check.table().map(Object::toString).orElse("schema and checkpoints");
    if (check.problem().isPresent()) {
      line(Fields.of("system", "postgres"), BROKEN, title, check.problem().get());
    } else if (check.isComplete()) {
      line(Fields.of("system", "postgres"), OK, title, "");
    }
    statements(MISSING, check.missing());
  }

  void statements(String state, List<SetupStatement> statements) {
    for (SetupStatement each : statements) {
      line(Fields.of("system", "postgres").and("sql", each.sql()), state, each.title(), "");
    }
  }

  /** A step in Snowflake, as it was looked at, made or dropped. */
  void snowflake(SetupResult result) {
    snowflake(word(result.state()), result);
  }

  void snowflake(String state, SetupResult result) {
    line(Fields.of("system", "snowflake"), state, result.step().title(), result.detail());
  }

  /** All the steps of a system that are left. */
  void failure(String system, String why) {
    line(Fields.of("system", system), FAILED, "teardown", why);
  }

  private void line(Fields system, String state, String step, String detail) {
    counts.merge(state, 1, Integer::sum);
    output.line(
        "%-9s %-9s %s%s"
            .formatted(
                state, system.map().get("system"), step, detail.isEmpty() ? "" : ": " + detail),
        Fields.of("type", "step")
            .and(system)
            .and("step", step)
            .and("state", state)
            .and("detail", detail)
            .map());
  }

  int steps() {
    return counts.values().stream().mapToInt(each -> each).sum();
  }

  /** How many steps have which state. */
  void result() {
    Fields figures = Fields.of("steps", steps());
    counts.forEach(figures::and);
    output.result(figures);
  }

  static String word(State state) {
    return switch (state) {
      case PRESENT -> OK;
      case MISSING -> MISSING;
      case DIFFERENT -> DIFFERENT;
      case DONE -> DONE;
      case DROPPED -> DROPPED;
      case FAILED -> FAILED;
    };
  }
}
