package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
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
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code GRANT OWNERSHIP ON {object | ALL TASKS IN SCHEMA schema} TO ROLE name [COPY | REVOKE
 * CURRENT GRANTS]}.
 *
 * <p>Source: docs.snowflake.com, "GRANT OWNERSHIP" (/en/sql-reference/sql/grant-ownership). If the
 * statement has neither COPY nor REVOKE, it fails if other roles have privileges on the object.
 * COPY needs MANAGE GRANTS, or the new owner's role. The old owner keeps no privilege. Ownership of
 * an Iceberg table includes neither its external volume nor its catalog integration.
 *
 * <p>All tasks of a graph have one owner. If one of them gets another owner, it loses its
 * predecessors, and its children lose it. A graph stays whole if all of its tasks get the new owner
 * with one statement. Source: "Create a sequence of tasks with a task graph"
 * (/en/user-guide/tasks-graphs). ALL is accepted only for TASKS IN SCHEMA.
 */
public record GrantOwnership(Objects objects, String role, Current current) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(GrantOwnership::parse, "GRANT OWNERSHIP");

  /** The treatment of the other privileges on the object. */
  enum Current {
    NONE,
    COPY,
    REVOKE
  }

  /** The objects that get the new owner. */
  interface Objects {
    List<Securable> resolve(StatementContext context);
  }

  static GrantOwnership parse(TokenStream in) {
    in.expect("ON");
    Objects target = objects(in);
    in.expect("TO", "ROLE");
    String role = in.identifier();
    for (Current current : List.of(Current.COPY, Current.REVOKE)) {
      if (in.accept(current.name(), "CURRENT", "GRANTS")) {
        return new GrantOwnership(target, role, current);
      }
    }
    return new GrantOwnership(target, role, Current.NONE);
  }

  private static Objects objects(TokenStream in) {
    if (in.accept("ALL")) {
      in.expect("TASKS", "IN", "SCHEMA");
      QualifiedName schema = QualifiedName.parse(in);
      return context -> tasks(schema, context);
    }
    GrantTarget target = GrantTarget.parse(in);
    return context -> List.of(target.resolve(context));
  }

  private static List<Securable> tasks(QualifiedName name, StatementContext context) {
    String database = name.databaseOfSchema(context.session());
    context.access().requireVisible(Securable.schema(database, name.last()));
    return context.account().requireSchema(database, name.last()).pipeline().tasks().all().stream()
        .map(task -> Securable.inSchema(ObjectKind.TASK, task.name()))
        .toList();
  }

  /** Needs OWNERSHIP of each object, or MANAGE GRANTS. */
  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    boolean hasTheRole =
        context
            .account()
            .grants()
            .roles(Grantee.role(context.session().currentRole()))
            .contains(role);
    for (Securable object : objects.resolve(context)) {
      access.requireGrantable(object);
      if (current == Current.COPY && !access.managesGrants() && !hasTheRole) {
        throw SnowflakeError.insufficientPrivileges(object);
      }
    }
  }

  @Override
  public Result execute(StatementContext context) {
    List<Securable> all = objects.resolve(context);
    all.forEach(object -> transfer(object, context));
    all.stream()
        .filter(object -> object.kind() == ObjectKind.TASK)
        .forEach(task -> cutFromOtherOwners(task, context.account()));
    return Result.ddl("Statement executed successfully.");
  }

  private void transfer(Securable object, StatementContext context) {
    if (object.kind() == ObjectKind.ACCOUNT || object.kind() == ObjectKind.WAREHOUSE) {
      throw SnowflakeError.notSupported(
          "ownership of '%s' cannot be granted".formatted(object.kind().label()));
    }
    context.account().roles().require(role);
    checkSuspended(object, context.account());
    Grants grants = context.account().grants();
    if (current == Current.REVOKE) {
      grants.revokeAll(object);
    } else if (current == Current.NONE && object.kind() != ObjectKind.ROLE) {
      checkNoDependents(object, grants);
    }
    grants.transfer(object, role);
  }

  /** Removes the links between a task and those tasks of its graph that have another owner. */
  private void cutFromOtherOwners(Securable moved, AccountObjects account) {
    ObjectName name = taskName(moved);
    for (Task task : account.tasks()) {
      if (task.name().equals(name)) {
        task.predecessors().stream()
            .filter(predecessor -> !isOwned(predecessor, account))
            .forEach(task::forget);
      } else if (!isOwned(task.name(), account)) {
        task.forget(name);
      }
    }
  }

  private boolean isOwned(ObjectName task, AccountObjects account) {
    return account.grants().owner(Securable.inSchema(ObjectKind.TASK, task)).equals(role);
  }

  private static ObjectName taskName(Securable task) {
    return new ObjectName(task.path().get(0), task.path().get(1), task.path().get(2));
  }

  /** Checks that a task is suspended before it gets another owner. */
  private static void checkSuspended(Securable object, AccountObjects account) {
    if (object.kind() == ObjectKind.TASK) {
      ObjectName name = taskName(object);
      if (account.requireTask(name).isStarted()) {
        throw SnowflakeError.task(
            "ownership of " + name + " cannot be granted while it is started");
      }
    }
  }

  private void checkNoDependents(Securable object, Grants grants) {
    List<Grant> dependent = grants.on(object);
    if (!dependent.isEmpty() && !grants.owner(object).equals(role)) {
      Grant first = dependent.get(0);
      throw SnowflakeError.dependentGrant(first.privilege(), object, first.grantee().name());
    }
  }
}
