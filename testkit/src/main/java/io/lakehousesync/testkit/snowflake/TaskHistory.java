package io.lakehousesync.testkit.snowflake;

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
 * number]))}: the runs of tasks, and for each root with a schedule the next one, which has state
 * SCHEDULED and no query id.
 *
 * <p>Source: docs.snowflake.com, "TASK_HISTORY" (/en/sql-reference/functions/task_history). The
 * name is one part, of any case, so that a qualified or quoted one finds nothing. RETURN_VALUE is
 * what SYSTEM$SET_RETURN_VALUE set, never what a procedure returned. Ranges of time are refused.
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

  /** Takes the function's name and arguments, which follow INFORMATION_SCHEMA. */
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
    List<TaskRun> runs = new ArrayList<>(context.pipeline().tasks().history());
    for (Task task : context.catalog().tasks()) {
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
        .filter(run -> name.isEmpty() || run.task().name().table().equalsIgnoreCase(name.get()))
        .sorted(Comparator.comparing(TaskRun::scheduledTime).reversed())
        .limit(limit)
        .toList();
  }

  /** With OWNERSHIP of the task, or one of its other privileges. */
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
        DuckDb.literal(run.task().name().table()),
        DuckDb.literal(run.task().name().database()),
        DuckDb.literal(run.task().name().schema()),
        DuckDb.literal(run.task().sql()),
        literal(run.task().condition().map(TaskCondition::text)),
        DuckDb.literal(outcome.map(each -> each.state().name()).orElse("SCHEDULED")),
        literal(outcome.flatMap(TaskRun.Outcome::errorCode)),
        literal(outcome.flatMap(TaskRun.Outcome::errorMessage)),
        DuckDb.literal(run.scheduledTime()),
        literal(outcome.map(TaskRun.Outcome::startedAt).map(Instant::toString)),
        literal(outcome.map(TaskRun.Outcome::completedAt).map(Instant::toString)),
        DuckDb.literal(run.rootId()),
        Long.toString(run.runId()),
        literal(outcome.flatMap(TaskRun.Outcome::returnValue)),
        DuckDb.literal(run.scheduledFrom()));
  }

  private static String literal(Optional<String> value) {
    @Nullable String text = value.orElse(null);
    return text == null ? "NULL" : DuckDb.literal(text);
  }
}
