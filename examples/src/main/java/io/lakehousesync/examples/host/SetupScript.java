package io.lakehousesync.examples.host;

import io.lakehousesync.postgres.SetupCheck;
import io.lakehousesync.postgres.SetupStatement;
import io.lakehousesync.snowflake.SetupStep;

/** What a set-up would do, as a script: titles are comments, so that it can be run as it is. */
final class SetupScript {
  private final Output output;
  private int statements;
  private int broken;

  SetupScript(Output output) {
    this.output = output;
  }

  /** What a table lacks; a comment if it cannot be set up. */
  void postgres(SetupCheck check) {
    check.problem().ifPresent(problem -> broken(check, problem));
    for (SetupStatement each : check.missing()) {
      statement("postgres", SetupState.MISSING, each.title(), each.sql());
    }
  }

  /** A step in Snowflake, which was not looked at. */
  void snowflake(SetupStep step) {
    for (String sql : step.statements()) {
      statement("snowflake", SetupState.PLANNED, step.title(), sql);
    }
  }

  /** The last line, which is a comment in the script. */
  void end() {
    output.line(
        "-- RESULT statements=%d broken=%d".formatted(statements, broken),
        Fields.of("type", "result").and("statements", statements).and("broken", broken).map());
  }

  private void broken(SetupCheck check, String problem) {
    broken++;
    output.line(
        "-- %s: %s%n".formatted(SetupState.BROKEN, problem),
        Fields.of("type", "step")
            .and("system", "postgres")
            .and("step", check.table().map(Object::toString))
            .and("state", SetupState.BROKEN.toString())
            .and("detail", problem)
            .map());
  }

  private void statement(String system, SetupState state, String title, String sql) {
    statements++;
    output.line(
        // A quoted name may hold line breaks, which would end the comment.
        "-- %s: %s%n%s;%n".formatted(system, title.replaceAll("\\R", " "), sql),
        Fields.of("type", "step")
            .and("system", system)
            .and("step", title)
            .and("state", state.toString())
            .and("sql", sql)
            .map());
  }
}
