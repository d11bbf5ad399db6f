package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code CREATE [OR REPLACE] TASK [IF NOT EXISTS] name [option = value …] [AFTER task, …] [WHEN
 * condition] AS statement}. A task is created suspended.
 *
 * <p>Source: docs.snowflake.com, "CREATE TASK" (/en/sql-reference/sql/create-task) and "Triggered
 * tasks" (/en/user-guide/tasks-triggered). The statement must be of the stand-in's subset. A task
 * that is replaced loses its children: the documentation says so of one that is dropped, and the
 * new task has another id. Finalizers, CONFIG, CRON, integrations and session parameters are
 * refused.
 */
record CreateTask(
    CreateMode mode,
    QualifiedName name,
    PropertyList options,
    List<QualifiedName> after,
    Optional<TaskCondition> condition,
    String sql)
    implements Statement {
  private static final String FAILURES = "SUSPEND_TASK_AFTER_NUM_FAILURES";
  private static final String MINIMUM = "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS";
  private static final String TARGET = "TARGET_COMPLETION_INTERVAL";
  private static final Map<String, Form> OPTIONS =
      Map.of(
          "WAREHOUSE",
          Form.NAME,
          "SCHEDULE",
          Form.STRING,
          FAILURES,
          Form.INTEGER,
          MINIMUM,
          Form.INTEGER,
          TARGET,
          Form.STRING,
          "COMMENT",
          Form.STRING);

  static CreateTask parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    List<QualifiedName> after = new ArrayList<>();
    if (in.accept("AFTER")) {
      do {
        after.add(QualifiedName.parse(in));
      } while (in.acceptSymbol(","));
    }
    Optional<TaskCondition> condition =
        in.accept("WHEN") ? Optional.of(TaskCondition.parse(in)) : Optional.empty();
    in.expect("AS");
    String sql = in.rest().replaceFirst(";\\s*$", "");
    StatementParser.parse(sql);
    return new CreateTask(mode, name, options, after, condition, sql);
  }

  /** Needs USAGE on the warehouse, or EXECUTE MANAGED TASK; the tasks of a graph have one owner. */
  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    access.requireToCreate(
        "CREATE TASK", Securable.inSchema(ObjectKind.TASK, name.table(context.session())));
    options
        .find("WAREHOUSE")
        .map(warehouse -> Securable.of(ObjectKind.WAREHOUSE, warehouse))
        .ifPresentOrElse(
            warehouse -> access.require(warehouse, Grant.USAGE),
            () -> access.requireOnAccount("EXECUTE MANAGED TASK"));
    for (QualifiedName each : after) {
      access.requireOwnership(Securable.inSchema(ObjectKind.TASK, each.table(context.session())));
    }
  }

  @Override
  public Result execute(StatementContext context) {
    check();
    TableName full = name.table(context.session());
    Shelf<Task> tasks = context.catalog().pipeline(full).tasks();
    List<TableName> predecessors = predecessors(full, context);
    Optional<Task> existing = tasks.find(full.table());
    if (existing.isPresent() && mode == CreateMode.OR_REPLACE) {
      context.catalog().requireTaskChangeable(existing.get());
    }
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.TASK, full), mode)
            .on(tasks, () -> new Task(definition(full, context), predecessors), context);
    if (created) {
      context.catalog().tasks().forEach(task -> task.forget(full));
    }
    return Creation.status(created, "Task", full.table());
  }

  private void check() {
    boolean scheduled = options.find("SCHEDULE").isPresent();
    if (!after.isEmpty() && (scheduled || options.find(FAILURES).isPresent())) {
      throw SnowflakeError.task("SCHEDULE and " + FAILURES + " are for root tasks, not with AFTER");
    }
    boolean serverless = options.find("WAREHOUSE").isEmpty();
    if (!serverless && options.find(TARGET).isPresent()) {
      throw SnowflakeError.task(TARGET + " is for serverless tasks, not with WAREHOUSE");
    }
    boolean triggered = after.isEmpty() && !scheduled && condition.isPresent();
    if (triggered && serverless && options.find(TARGET).isEmpty()) {
      throw SnowflakeError.task("a serverless triggered task needs " + TARGET);
    }
    options.find(TARGET).ifPresent(TaskSchedule::parse);
    if (number(MINIMUM, 30) < 10 || number(MINIMUM, 30) > 604_800) {
      throw SnowflakeError.task(MINIMUM + " is not within 10 to 604800");
    }
  }

  private List<TableName> predecessors(TableName full, StatementContext context) {
    List<TableName> names = new ArrayList<>();
    for (QualifiedName each : after) {
      TableName predecessor = each.table(context.session());
      if (!predecessor.database().equals(full.database())
          || !predecessor.schema().equals(full.schema())) {
        throw SnowflakeError.task("the tasks of a graph must be in one schema: " + predecessor);
      }
      context.catalog().requireRootSuspended(context.catalog().requireTask(predecessor));
      names.add(predecessor);
    }
    return names;
  }

  private Task.Definition definition(TableName full, StatementContext context) {
    return new Task.Definition(
        full,
        UUID.randomUUID().toString(),
        options.find("WAREHOUSE"),
        options.find("SCHEDULE").map(TaskSchedule::parse),
        condition,
        sql,
        number(FAILURES, 10),
        Duration.ofSeconds(number(MINIMUM, 30)),
        options.find(TARGET),
        options.find("COMMENT").orElse(""),
        context.clock().instant());
  }

  private int number(String key, int initial) {
    try {
      return options.find(key).map(Integer::parseInt).orElse(initial);
    } catch (NumberFormatException e) {
      throw SnowflakeError.task(key + " is not an integer");
    }
  }
}
