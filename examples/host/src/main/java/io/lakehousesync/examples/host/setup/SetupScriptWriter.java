package io.lakehousesync.examples.host.setup;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.postgres.PgLakePrivileges.Use;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.util.List;

/**
 * Writes a set-up as a SQL script. Titles are comments, so that the script runs unchanged.
 * Statements that belong together are in one transaction.
 */
final class SetupScriptWriter {
  /**
   * The limit is short, because other sessions must wait behind a statement that waits for a lock.
   */
  private static final String SHORT_LOCK = "SET LOCAL lock_timeout = '300ms';";

  private final Output output;
  private int statements;
  private int broken;

  SetupScriptWriter(Output output) {
    this.output = output;
  }

  /**
   * Writes the first line: the functions and operators of the script are PostgreSQL's own, whatever
   * the search_path of the session is.
   */
  void begin() {
    output.text("SET search_path = pg_catalog, pg_temp;");
    output.text("");
  }

  /** Writes the privileges of a role. */
  void grants(Use use, String role, List<String> grants) {
    for (String sql : grants) {
      statement(
          JsonFields.of("system", "postgres").and("role", role),
          SetupState.PLANNED,
          "privileges of %s, to %s".formatted(role, JsonFields.word(use)),
          sql);
    }
  }

  /** Writes what a table lacks, or a comment if it cannot be set up. */
  void postgres(SetupCheck check) {
    check.problem().ifPresent(problem -> broken(check, problem));
    SetupStatement.transactions(check.missing()).forEach(this::transaction);
  }

  private void transaction(List<SetupStatement> transaction) {
    boolean blocks = transaction.stream().anyMatch(each -> each.blocks() != Blocks.NOBODY);
    boolean explicit = blocks || transaction.size() > 1;
    if (explicit) {
      output.text("BEGIN;");
    }
    if (blocks) {
      output.text(SHORT_LOCK);
    }
    for (SetupStatement each : transaction) {
      statement(
          JsonFields.of("system", "postgres")
              .and("transaction", JsonFields.word(each.transaction()))
              .and("blocks", JsonFields.word(each.blocks())),
          SetupState.MISSING,
          each.title(),
          each.sql());
    }
    if (explicit) {
      output.text("COMMIT;");
      output.text("");
    }
  }

  /** Writes a step in Snowflake. The step was not checked. */
  void snowflake(SetupStep step) {
    for (String sql : step.statements()) {
      statement(JsonFields.of("system", "snowflake"), SetupState.PLANNED, step.title(), sql);
    }
  }

  /** Writes the last line, which is a comment in the script. */
  void end() {
    output.line(
        "-- RESULT statements=%d broken=%d".formatted(statements, broken),
        JsonFields.of("type", "result").and("statements", statements).and("broken", broken).map());
  }

  private void broken(SetupCheck check, String problem) {
    broken++;
    output.lines(
        List.of("-- %s: %s".formatted(SetupState.BROKEN, problem), ""),
        JsonFields.of("type", "step")
            .and("system", "postgres")
            .and("step", check.table().map(Object::toString))
            .and("state", SetupState.BROKEN.toString())
            .and("detail", problem)
            .map());
  }

  private void statement(JsonFields system, SetupState state, String title, String sql) {
    statements++;
    output.statement(
        "%s: %s".formatted(system.map().get("system"), title),
        sql,
        JsonFields.of("type", "step")
            .and(system)
            .and("step", title)
            .and("state", state.toString())
            .and("sql", sql)
            .map());
  }
}
