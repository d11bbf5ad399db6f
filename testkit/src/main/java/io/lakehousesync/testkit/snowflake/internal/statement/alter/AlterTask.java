package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.task.TaskRights;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code ALTER TASK [IF EXISTS] name RESUME | SUSPEND} and {@code EXECUTE TASK name}.
 *
 * <p>Sources on docs.snowflake.com: "ALTER TASK" (/en/sql-reference/sql/alter-task), "EXECUTE TASK"
 * (/en/sql-reference/sql/execute-task). A child can be changed only while its root is suspended, so
 * children are resumed first. EXECUTE TASK accepts only a root. The root may be resumed or
 * suspended. The statement only requests a run; {@code EmbeddedSnowflake.runTasks()} executes it.
 * SET, UNSET, MODIFY, ADD AFTER and REMOVE AFTER are rejected.
 */
public record AlterTask(Action action, boolean ifExists, QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(AlterTask::parse, "ALTER TASK");

  public static final StatementSyntax EXECUTE_SYNTAX =
      StatementSyntax.of(AlterTask::parseExecute, "EXECUTE TASK");

  /** The change of the task. */
  enum Action {
    RESUME,
    SUSPEND,
    EXECUTE
  }

  static AlterTask parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    if (in.accept("RESUME")) {
      return new AlterTask(Action.RESUME, ifExists, name);
    }
    in.expect("SUSPEND");
    return new AlterTask(Action.SUSPEND, ifExists, name);
  }

  static AlterTask parseExecute(TokenStream in) {
    return new AlterTask(Action.EXECUTE, false, QualifiedName.parse(in));
  }

  /** Needs OPERATE or OWNERSHIP. The owner needs the privileges for running the task. */
  @Override
  public void authorize(StatementContext context) {
    Securable task = Securable.inSchema(ObjectKind.TASK, name.resolve(context.session()));
    if (!ifExists || context.access().finds(task)) {
      context.access().require(task, "OPERATE");
    }
  }

  @Override
  public Result execute(StatementContext context) {
    AccountObjects account = context.account();
    ObjectName full = name.resolve(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(ObjectKind.TASK, full))) {
      return Result.ddl("Statement executed successfully, task did not exist.");
    }
    Task task = account.requireTask(full);
    switch (action) {
      case RESUME -> resume(task, context);
      case SUSPEND -> {
        account.requireTaskChangeable(task);
        task.suspend(context.clock().instant(), "USER_SUSPENDED");
      }
      case EXECUTE -> {
        if (!task.isRoot()) {
          throw SnowflakeError.task("EXECUTE TASK needs a root task; " + full + " is a child");
        }
        task.request();
        return Result.ddl("Task " + full.name() + " is scheduled to run immediately.");
      }
    }
    return Result.ddl("Statement executed successfully.");
  }

  private static void resume(Task task, StatementContext context) {
    context.account().requireTaskChangeable(task);
    TaskRights.check(task, context.account());
    if (task.isRoot() && !task.isTriggered() && task.definition().schedule().isEmpty()) {
      throw SnowflakeError.task(
          "a root task without a schedule, or a stream to trigger it, cannot be resumed: "
              + task.name());
    }
    task.resume(context.clock().instant());
  }
}
