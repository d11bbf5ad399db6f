package io.lakehousesync.examples.host.setup;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.table.SyncTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a line with its state for each step of a set-up, and counts the steps in each state. */
final class SetupLines {
  private final Output output;
  private final Map<SetupState, Integer> counts = new LinkedHashMap<>();

  /**
   * @param states the states that the result lists, even if no step has them
   */
  SetupLines(Output output, SetupState... states) {
    this.output = output;
    Arrays.stream(states).forEach(state -> counts.put(state, 0));
  }

  int count(SetupState state) {
    return counts.getOrDefault(state, 0);
  }

  /** Writes what one table has and lacks. */
  void check(SetupCheck check) {
    String title = check.table().map(Object::toString).orElse("schema and checkpoints");
    if (check.problem().isPresent()) {
      line(JsonFields.of("system", "postgres"), SetupState.BROKEN, title, check.problem().get());
    } else if (check.isComplete()) {
      line(JsonFields.of("system", "postgres"), SetupState.OK, title, "");
    }
    statements(SetupState.MISSING, check.missing());
  }

  void statements(SetupState state, List<SetupStatement> statements) {
    statements.forEach(each -> statement(state, each));
  }

  void statement(SetupState state, SetupStatement statement) {
    line(
        JsonFields.of("system", "postgres").and("sql", statement.sql()),
        state,
        statement.title(),
        "");
  }

  /** Writes a step in Snowflake that was checked, applied or dropped. */
  void snowflake(SetupResult result) {
    snowflake(SetupState.of(result.state()), result);
  }

  void snowflake(SetupState state, SetupResult result) {
    line(JsonFields.of("system", "snowflake"), state, result.step().title(), result.detail());
  }

  /** Writes a table that was recreated in Snowflake, and its grants. */
  void replacement(SyncTable table, Replacement replacement) {
    JsonFields snowflake = JsonFields.of("system", "snowflake");
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

  /** Writes one line that all remaining steps failed: those of a system, or those of one table. */
  void failure(String system, String step, String why) {
    line(JsonFields.of("system", system), SetupState.FAILED, step, why);
  }

  private void line(JsonFields system, SetupState state, String step, String detail) {
    counts.merge(state, 1, Integer::sum);
    output.line(
        "%-9s %-9s %s%s"
            .formatted(
                state, system.map().get("system"), step, detail.isEmpty() ? "" : ": " + detail),
        JsonFields.of("type", "step")
            .and(system)
            .and("step", step)
            .and("state", state.toString())
            .and("detail", detail)
            .map());
  }

  int steps() {
    return counts.values().stream().mapToInt(each -> each).sum();
  }

  /** Writes how many steps are in each state. */
  void result() {
    JsonFields figures = JsonFields.of("steps", steps());
    counts.forEach((state, count) -> figures.and(state.toString(), count));
    output.result(figures);
  }
}
