package io.lakehousesync.testkit.snowflake.internal.task;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;

/**
 * The privileges that the owner of a task needs for its runs: EXECUTE TASK and USAGE on the task's
 * warehouse. A serverless task has no warehouse, and needs EXECUTE MANAGED TASK instead.
 *
 * <p>Source: docs.snowflake.com, "Introduction to tasks", task security
 * (/en/user-guide/tasks-intro). Without these privileges, a task cannot be resumed, and its runs
 * fail.
 */
public final class TaskRights {
  private TaskRights() {}

  /** Returns the role that executes a task. */
  static String owner(Task task, AccountObjects account) {
    return account.grants().owner(Securable.inSchema(ObjectKind.TASK, task.name()));
  }

  /**
   * Checks the privileges of a task's owner.
   *
   * @throws SnowflakeError 091089 if EXECUTE TASK or EXECUTE MANAGED TASK is missing, 003001 or
   *     002003 if the owner may not use the warehouse
   */
  public static void check(Task task, AccountObjects account) {
    Access owner = account.access(owner(task, account));
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
