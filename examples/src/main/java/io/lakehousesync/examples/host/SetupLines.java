package io.lakehousesync.examples.host;

import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.SetupCheck;
import io.lakehousesync.postgres.SetupStatement;
import io.lakehousesync.snowflake.Replacement;
import io.lakehousesync.snowflake.SetupResult;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line for each step of a set-up, with a word for what is true of it, and how many have which.
 */
final class SetupLines {
  private final Output output;
  private final Map<SetupState, Integer> counts = new LinkedHashMap<>();

  /**
   * @param states those that the result names, even if no step has them
   */
  SetupLines(Output output, SetupState... states) {
    this.output = output;
    Arrays.stream(states).forEach(state -> counts.put(state, 0));
  }

  int count(SetupState state) {
    return counts.getOrDefault(state, 0);
  }

  /** What one table has and lacks. */
  void check(SetupCheck check) {
    String title = check.table().map(Object::toString).orElse("schema and checkpoints");
    if (check.problem().isPresent()) {
      line(Fields.of("system", "postgres"), SetupState.BROKEN, title, check.problem().get());
    } else if (check.isComplete()) {
      line(Fields.of("system", "postgres"), SetupState.OK, title, "");
    }
    statements(SetupState.MISSING, check.missing());
  }

  void statements(SetupState state, List<SetupStatement> statements) {
    for (SetupStatement each : statements) {
      line(Fields.of("system", "postgres").and("sql", each.sql()), state, each.title(), "");
    }
  }

  /** A step in Snowflake, as it was looked at, made or dropped. */
  void snowflake(SetupResult result) {
    snowflake(SetupState.of(result.state()), result);
  }

  void snowflake(SetupState state, SetupResult result) {
    line(Fields.of("system", "snowflake"), state, result.step().title(), result.detail());
  }

  /** A table that was created anew in Snowflake, and its grants. */
  void replacement(SyncTable table, Replacement replacement) {
    Fields snowflake = Fields.of("system", "snowflake");
    line(
        snowflake,
        SetupState.DONE,
        "Iceberg table of " + table.target(),
        "it serves " + replacement.location());
    replacement.granted().forEach(grant -> line(snowflake, SetupState.DONE, grant, ""));
    replacement
        .notGranted()
        .forEach(grant -> line(snowflake, SetupState.FAILED, grant, "grant it by hand"));
  }

  /** All the steps of a system that are left. */
  void failure(String system, String why) {
    line(Fields.of("system", system), SetupState.FAILED, "teardown", why);
  }

  private void line(Fields system, SetupState state, String step, String detail) {
    counts.merge(state, 1, Integer::sum);
    output.line(
        "%-9s %-9s %s%s"
            .formatted(
                state, system.map().get("system"), step, detail.isEmpty() ? "" : ": " + detail),
        Fields.of("type", "step")
            .and(system)
            .and("step", step)
            .and("state", state.toString())
            .and("detail", detail)
            .map());
  }

  int steps() {
    return counts.values().stream().mapToInt(each -> each).sum();
  }

  /** How many steps have which state. */
  void result() {
    Fields figures = Fields.of("steps", steps());
    counts.forEach((state, count) -> figures.and(state.toString(), count));
    output.result(figures);
  }
}
