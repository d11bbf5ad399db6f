package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskRun;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code TABLE([database.]INFORMATION_SCHEMA.TASK_HISTORY([argument => value, …]))} with the
 * arguments TASK_NAME, DATABASE_NAME, SCHEMA_NAME and RESULT_LIMIT: the runs of tasks, and the next
 * run of each root with a schedule. The next run has the state SCHEDULED and no query id.
 *
 * <p>Source: docs.snowflake.com, "TASK_HISTORY" (/en/sql-reference/functions/task_history). The
 * name has one part and any case; a qualified or quoted name finds nothing. TASK_NAME alone matches
 * the tasks of this name in the whole account, whatever database the function is called in. The
 * limit applies to the runs that match all arguments. A role without USAGE on the database or the
 * schema sees null in DATABASE_NAME and SCHEMA_NAME. RETURN_VALUE is the value that
 * SYSTEM$SET_RETURN_VALUE set, never the value that a procedure returned. Ranges of time are
 * rejected.
 */
final class TaskHistory implements TableSource {
  private static final Map<String, String> TYPES = types();

  /** The arguments that are names, with the part of a task's name that each must equal. */
  private static final Map<String, Function<ObjectName, String>> NAMES =
      Map.of(
          "TASK_NAME", ObjectName::name,
          "DATABASE_NAME", ObjectName::database,
          "SCHEMA_NAME", ObjectName::schema);

  private static final int LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final List<TaskRun> runs;
  private final Access access;

  private TaskHistory(List<TaskRun> runs, Access access) {
    this.runs = runs;
    this.access = access;
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
    Map<String, String> names = new HashMap<>();
    int limit = LIMIT;
    boolean more = !in.peek().isSymbol(")");
    while (more) {
      Optional<String> argument = NAMES.keySet().stream().filter(in::accept).findFirst();
      if (argument.isPresent()) {
        in.expectSymbol("=>");
        names.put(argument.get(), in.string());
      } else {
        in.expect("RESULT_LIMIT");
        in.expectSymbol("=>");
        limit = limit(in.integer());
      }
      more = in.acceptSymbol(",");
    }
    in.expectSymbol(")");
    int most = limit;
    return context -> new TaskHistory(runs(names, most, context), context.access());
  }

  private static boolean matches(TaskRun run, Map<String, String> names) {
    return names.entrySet().stream()
        .allMatch(
            name ->
                Objects.requireNonNull(NAMES.get(name.getKey()))
                    .apply(run.task().name())
                    .equalsIgnoreCase(name.getValue()));
  }

  private static int limit(String number) {
    if (!number.matches("\\d{1,5}")
        || Integer.parseInt(number) < 1
        || Integer.parseInt(number) > MAX_LIMIT) {
      throw SnowflakeError.notSupported("RESULT_LIMIT must be between 1 and " + MAX_LIMIT);
    }
    return Integer.parseInt(number);
  }

  private static List<TaskRun> runs(
      Map<String, String> names, int limit, StatementContext context) {
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
        .filter(run -> matches(run, names))
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
    return EngineRows.sql(TYPES, runs.stream().map(this::row).toList());
  }

  private List<String> row(TaskRun run) {
    Optional<TaskRun.Outcome> outcome = run.outcome();
    Optional<ObjectName> shownName = Optional.of(run.task().name()).filter(this::isInUsableSchema);
    return List.of(
        literal(outcome.flatMap(TaskRun.Outcome::queryId)),
        EngineSql.literal(run.task().name().name()),
        literal(shownName.map(ObjectName::database)),
        literal(shownName.map(ObjectName::schema)),
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

  private boolean isInUsableSchema(ObjectName task) {
    return Securable.inSchema(ObjectKind.TASK, task).containers().stream()
        .allMatch(container -> access.has(container, Grant.USAGE));
  }

  private static String literal(Optional<String> value) {
    @Nullable String text = value.orElse(null);
    return text == null ? "NULL" : EngineSql.literal(text);
  }
}
