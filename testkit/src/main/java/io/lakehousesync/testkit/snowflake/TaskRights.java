package io.lakehousesync.testkit.snowflake;

/**
 * What the owner of a task needs for it to run: EXECUTE TASK, and USAGE on its warehouse, or for a
 * serverless task EXECUTE MANAGED TASK.
 *
 * <p>Source: docs.snowflake.com, "Introduction to tasks", task security
 * (/en/user-guide/tasks-intro). A task cannot be resumed without them, and its runs fail once they
 * are gone.
 */
final class TaskRights {
  private TaskRights() {}

  /** The role that a task runs with. */
  static String owner(Task task, Catalog catalog) {
    return catalog.grants().owner(Securable.inSchema(ObjectKind.TASK, task.name()));
  }

  /**
   * Checks the rights of a task's owner.
   *
   * @throws SnowflakeError 091089 without EXECUTE TASK or EXECUTE MANAGED TASK, 003001 or 002003
   *     without the warehouse
   */
  static void check(Task task, Catalog catalog) {
    Access owner = new Access(catalog, owner(task, catalog));
    require("EXECUTE TASK", owner);
    task.definition()
        .warehouse()
        .map(name -> Securable.of(ObjectKind.WAREHOUSE, name))
        .ifPresentOrElse(
            warehouse -> owner.require(warehouse, Grant.USAGE),
            () -> require("EXECUTE MANAGED TASK", owner));
  }

  private static void require(String privilege, Access owner) {
    if (!owner.has(Securable.account(), privilege)) {
      throw SnowflakeError.taskRights(privilege);
    }
  }
}
