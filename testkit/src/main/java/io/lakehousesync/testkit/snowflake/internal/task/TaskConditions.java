package io.lakehousesync.testkit.snowflake.internal.task;

import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.Optional;

/** Evaluates the conditions of tasks. */
final class TaskConditions {
  private TaskConditions() {}

  static boolean holds(TaskCondition condition, StatementContext context) {
    SelectText select = SelectParser.parse(TokenStream.of("SELECT " + condition.text()));
    Result result = context.queries().execute(select, context);
    return "1".equals(result.rows().get(0).get(0));
  }

  /**
   * Returns the time of the latest change that allows the task to run; empty if the task may not
   * run.
   */
  static Optional<Instant> since(TaskCondition condition, StatementContext context) {
    if (!holds(condition, context)) {
      return Optional.empty();
    }
    return condition.streams().stream()
        .map(name -> context.account().requireStream(name.resolve(context.session())))
        .flatMap(
            stream ->
                stream.pendingSince(context.session().openTransaction(), context.stages()).stream())
        .max(Instant::compareTo);
  }
}
