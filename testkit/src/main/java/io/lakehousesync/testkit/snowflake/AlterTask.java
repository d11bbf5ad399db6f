package io.lakehousesync.testkit.snowflake;

/**
 * {@code ALTER TASK [IF EXISTS] name RESUME | SUSPEND} and {@code EXECUTE TASK name}.
 *
 * <p>Sources on docs.snowflake.com: "ALTER TASK" (/en/sql-reference/sql/alter-task), "EXECUTE TASK"
 * (/en/sql-reference/sql/execute-task). A child can be changed only while its root is suspended, so
 * children are resumed first. EXECUTE TASK takes a root, started or not, and does not wait: {@link
 * EmbeddedSnowflake#runTasks()} runs it. SET, UNSET, MODIFY, ADD AFTER and REMOVE AFTER are
 * refused.
 */
record AlterTask(Action action, boolean ifExists, QualifiedName name) implements Statement {
  /** What is to be done. */
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

  /** Needs OPERATE or OWNERSHIP; what running it needs, its owner must have. */
  @Override
  public void authorize(StatementContext context) {
    Securable task = Securable.inSchema(ObjectKind.TASK, name.table(context.session()));
    if (!ifExists || context.access().finds(task)) {
      context.access().require(task, "OPERATE");
    }
  }

  @Override
  public Result execute(StatementContext context) {
    Catalog catalog = context.catalog();
    TableName full = name.table(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(ObjectKind.TASK, full))) {
      return Result.ddl("Statement executed successfully, task did not exist.");
    }
    Task task = catalog.requireTask(full);
    switch (action) {
      case RESUME -> resume(task, context);
      case SUSPEND -> {
        catalog.requireTaskChangeable(task);
        task.suspend(context.clock().instant(), "USER_SUSPENDED");
      }
      case EXECUTE -> {
        if (!task.isRoot()) {
          throw SnowflakeError.task("EXECUTE TASK takes a root task, and " + full + " is not one");
        }
        task.request();
        return Result.ddl("Task " + full.table() + " is scheduled to run immediately.");
      }
    }
    return Result.ddl("Statement executed successfully.");
  }

  private static void resume(Task task, StatementContext context) {
    context.catalog().requireTaskChangeable(task);
    TaskRights.check(task, context.catalog());
    if (task.isRoot() && !task.isTriggered() && task.definition().schedule().isEmpty()) {
      throw SnowflakeError.task(
          "a root task without a schedule, or a stream to trigger it, cannot be resumed: "
              + task.name());
    }
    task.resume(context.clock().instant());
  }
}
