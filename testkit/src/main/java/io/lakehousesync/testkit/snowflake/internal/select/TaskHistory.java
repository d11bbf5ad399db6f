package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskRun;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code TABLE([database.]INFORMATION_SCHEMA.TASK_HISTORY([TASK_NAME => 'name'] [, RESULT_LIMIT =>
 * number]))}: the runs of tasks, and the next run of each root with a schedule. The next run has
 * the state SCHEDULED and no query id.
 *
 * <p>Source: docs.snowflake.com, "TASK_HISTORY" (/en/sql-reference/functions/task_history). The
 * name has one part and any case; a qualified or quoted name finds nothing. RETURN_VALUE is the
 * value that SYSTEM$SET_RETURN_VALUE set, never the value that a procedure returned. Ranges of time
 * are rejected.
 */
final class TaskHistory implements TableSource {
  private static final Map<String, String> TYPES = types();
  private static final int LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final List<TaskRun> runs;

  private TaskHistory(List<TaskRun> runs) {
    this.runs = runs;
  }

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (String text :
        List.of(
            "QUERY_ID",
            "NAME",
            "DATABASE_NAME",
            "SCHEMA_NAME",
            "QUERY_TEXT",
            "CONDITION_TEXT",
            "STATE",
            "ERROR_CODE",
            "ERROR_MESSAGE")) {
      types.put(text, "VARCHAR");
    }
    for (String time : List.of("SCHEDULED_TIME", "QUERY_START_TIME", "COMPLETED_TIME")) {
      types.put(time, "TIMESTAMP WITH TIME ZONE");
    }
    types.put("ROOT_TASK_ID", "VARCHAR");
    types.put("RUN_ID", "DECIMAL(38,0)");
    types.put("RETURN_VALUE", "VARCHAR");
    types.put("SCHEDULED_FROM", "VARCHAR");
    return types;
  }

  /** Parses the function's name and arguments, which follow INFORMATION_SCHEMA. */
  static SourceReference parse(TokenStream in) {
    in.expect("TASK_HISTORY");
    in.expectSymbol("(");
    Optional<String> name = Optional.empty();
    int limit = LIMIT;
    boolean more = !in.peek().isSymbol(")");
    while (more) {
      if (in.accept("TASK_NAME")) {
        in.expectSymbol("=>");
        name = Optional.of(in.string());
      } else {
        in.expect("RESULT_LIMIT");
        in.expectSymbol("=>");
        limit = limit(in.integer());
      }
      more = in.acceptSymbol(",");
    }
    in.expectSymbol(")");
    Optional<String> wanted = name;
    int most = limit;
    return context -> new TaskHistory(runs(wanted, most, context));
  }

  private static int limit(String number) {
    if (!number.matches("\\d{1,5}")
        || Integer.parseInt(number) < 1
        || Integer.parseInt(number) > MAX_LIMIT) {
      throw SnowflakeError.notSupported("RESULT_LIMIT must be between 1 and " + MAX_LIMIT);
    }
    return Integer.parseInt(number);
  }

  private static List<TaskRun> runs(Optional<String> name, int limit, StatementContext context) {
    List<TaskRun> runs = new ArrayList<>(context.tasks().history());
    for (Task task : context.account().tasks()) {
      if (task.isStarted() && task.definition().schedule().isPresent()) {
        runs.add(
            new TaskRun(
                task.definition(),
                task.definition().id(),
                0,
                "SCHEDULE",
                task.nextRun().orElseThrow(),
                Optional.empty()));
      }
    }
    return runs.stream()
        .filter(run -> isShown(run, context.access()))
        .filter(run -> name.isEmpty() || run.task().name().name().equalsIgnoreCase(name.get()))
        .sorted(Comparator.comparing(TaskRun::scheduledTime).reversed())
        .limit(limit)
        .toList();
  }

  /** Returns whether the role has any privilege on the task. */
  private static boolean isShown(TaskRun run, Access access) {
    return access.sees(Securable.inSchema(ObjectKind.TASK, run.task().name()));
  }

  @Override
  public List<String> columns() {
    return List.copyOf(TYPES.keySet());
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    return EngineRows.sql(TYPES, runs.stream().map(TaskHistory::row).toList());
  }

  private static List<String> row(TaskRun run) {
    Optional<TaskRun.Outcome> outcome = run.outcome();
    return List.of(
        literal(outcome.flatMap(TaskRun.Outcome::queryId)),
        EngineSql.literal(run.task().name().name()),
        EngineSql.literal(run.task().name().database()),
        EngineSql.literal(run.task().name().schema()),
        EngineSql.literal(run.task().sql()),
        literal(run.task().condition().map(TaskCondition::text)),
        EngineSql.literal(outcome.map(each -> each.state().name()).orElse("SCHEDULED")),
        literal(outcome.flatMap(TaskRun.Outcome::errorCode)),
        literal(outcome.flatMap(TaskRun.Outcome::errorMessage)),
        EngineSql.literal(run.scheduledTime()),
        literal(outcome.map(TaskRun.Outcome::startedAt).map(Instant::toString)),
        literal(outcome.map(TaskRun.Outcome::completedAt).map(Instant::toString)),
        EngineSql.literal(run.rootId()),
        Long.toString(run.runId()),
        literal(outcome.flatMap(TaskRun.Outcome::returnValue)),
        EngineSql.literal(run.scheduledFrom()));
  }

  private static String literal(Optional<String> value) {
    @Nullable String text = value.orElse(null);
    return text == null ? "NULL" : EngineSql.literal(text);
  }
}
