package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskSchedule;
import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementCheck;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code CREATE [OR REPLACE] TASK [IF NOT EXISTS] name [option = value …] [AFTER task, …] [WHEN
 * condition] AS statement}. A new task is suspended.
 *
 * <p>Source: docs.snowflake.com, "CREATE TASK" (/en/sql-reference/sql/create-task) and "Triggered
 * tasks" (/en/user-guide/tasks-triggered). The statement must be in the stand-in's subset. A task
 * that is replaced loses its children, because the new task has another id. The documentation
 * states this for a task that is dropped. Finalizers, CONFIG, CRON, integrations and session
 * parameters are rejected.
 */
public record CreateTask(
    CreateMode mode,
    QualifiedName name,
    PropertyList options,
    List<QualifiedName> after,
    Optional<TaskCondition> condition,
    String sql)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create(
          "TASK", (prefix, in, statements) -> parse(prefix.mode(), in, statements));

  private static final String FAILURES = "SUSPEND_TASK_AFTER_NUM_FAILURES";
  private static final String MINIMUM = "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS";
  private static final String TARGET = "TARGET_COMPLETION_INTERVAL";
  private static final String MAX_SIZE = "SERVERLESS_TASK_MAX_STATEMENT_SIZE";
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
          MAX_SIZE,
          Form.STRING,
          "COMMENT",
          Form.STRING);

  static CreateTask parse(CreateMode mode, TokenStream in, StatementCheck statements) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    List<QualifiedName> after = new ArrayList<>();
    if (in.accept("AFTER")) {
      do {
        after.add(QualifiedName.parse(in));
      } while (in.acceptSymbol(","));
    }
    Optional<TaskCondition> condition =
        in.accept("WHEN") ? Optional.of(condition(in)) : Optional.empty();
    in.expect("AS");
    String sql = in.rest().replaceFirst(";\\s*$", "");
    statements.check(sql);
    return new CreateTask(mode, name, options, after, condition, sql);
  }

  private static TaskCondition condition(TokenStream in) {
    TaskCondition condition = TaskCondition.parse(in);
    SelectParser.parse(TokenStream.of("SELECT " + condition.text()));
    return condition;
  }

  /**
   * Needs USAGE on the warehouse, or EXECUTE MANAGED TASK. All tasks of a graph must have the same
   * owner.
   */
  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    access.requireToCreate(
        "CREATE TASK", Securable.inSchema(ObjectKind.TASK, name.resolve(context.session())));
    options
        .find("WAREHOUSE")
        .map(warehouse -> Securable.of(ObjectKind.WAREHOUSE, warehouse))
        .ifPresentOrElse(
            warehouse -> access.require(warehouse, Grant.USAGE),
            () -> access.requireOnAccount("EXECUTE MANAGED TASK"));
    for (QualifiedName each : after) {
      access.requireOwnership(Securable.inSchema(ObjectKind.TASK, each.resolve(context.session())));
    }
  }

  @Override
  public Result execute(StatementContext context) {
    check();
    ObjectName full = name.resolve(context.session());
    NamedObjects<Task> tasks = context.account().pipeline(full).tasks();
    List<ObjectName> predecessors = predecessors(full, context);
    Optional<Task> existing = tasks.find(full.name());
    if (existing.isPresent() && mode == CreateMode.OR_REPLACE) {
      context.account().requireTaskChangeable(existing.get());
    }
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.TASK, full), mode)
            .on(tasks, () -> new Task(definition(full, context), predecessors), context);
    if (created) {
      context.account().tasks().forEach(task -> task.forget(full));
    }
    return Creation.status(created, "Task", full.name());
  }

  private void check() {
    boolean scheduled = options.find("SCHEDULE").isPresent();
    if (!after.isEmpty() && (scheduled || options.find(FAILURES).isPresent())) {
      throw SnowflakeError.task("SCHEDULE and " + FAILURES + " cannot be used with AFTER");
    }
    boolean serverless = options.find("WAREHOUSE").isEmpty();
    for (String option : List.of(TARGET, MAX_SIZE)) {
      if (!serverless && options.find(option).isPresent()) {
        throw SnowflakeError.task(option + " cannot be used with WAREHOUSE");
      }
    }
    options
        .find(MAX_SIZE)
        .filter(size -> !size.matches("(?i)X?SMALL|MEDIUM|X{0,2}LARGE"))
        .ifPresent(
            size -> {
              throw SnowflakeError.task(MAX_SIZE + " is not a size: " + size);
            });
    boolean triggered = after.isEmpty() && !scheduled && condition.isPresent();
    if (triggered && serverless && options.find(TARGET).isEmpty()) {
      throw SnowflakeError.task("a serverless triggered task needs " + TARGET);
    }
    options.find(TARGET).ifPresent(TaskSchedule::parse);
    if (number(MINIMUM, 30) < 10 || number(MINIMUM, 30) > 604_800) {
      throw SnowflakeError.task(MINIMUM + " is not within 10 to 604800");
    }
  }

  private List<ObjectName> predecessors(ObjectName full, StatementContext context) {
    List<ObjectName> names = new ArrayList<>();
    for (QualifiedName each : after) {
      ObjectName predecessor = each.resolve(context.session());
      if (!predecessor.database().equals(full.database())
          || !predecessor.schema().equals(full.schema())) {
        throw SnowflakeError.task("the tasks of a graph must be in one schema: " + predecessor);
      }
      context.account().requireRootSuspended(context.account().requireTask(predecessor));
      names.add(predecessor);
    }
    return names;
  }

  private Task.Definition definition(ObjectName full, StatementContext context) {
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
