package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code GRANT OWNERSHIP ON object TO ROLE name [COPY | REVOKE CURRENT GRANTS]}.
 *
 * <p>Source: docs.snowflake.com, "GRANT OWNERSHIP" (/en/sql-reference/sql/grant-ownership). If the
 * statement has neither COPY nor REVOKE, it fails if other roles have privileges on the object.
 * COPY needs MANAGE GRANTS, or the new owner's role. The old owner keeps no privilege. Ownership of
 * an Iceberg table includes neither its external volume nor its catalog integration.
 */
public record GrantOwnership(GrantTarget target, String role, Current current)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(GrantOwnership::parse, "GRANT OWNERSHIP");

  /** The treatment of the other privileges on the object. */
  enum Current {
    NONE,
    COPY,
    REVOKE
  }

  static GrantOwnership parse(TokenStream in) {
    in.expect("ON");
    GrantTarget target = GrantTarget.parse(in);
    in.expect("TO", "ROLE");
    String role = in.identifier();
    for (Current current : List.of(Current.COPY, Current.REVOKE)) {
      if (in.accept(current.name(), "CURRENT", "GRANTS")) {
        return new GrantOwnership(target, role, current);
      }
    }
    return new GrantOwnership(target, role, Current.NONE);
  }

  /** Needs OWNERSHIP, or MANAGE GRANTS. */
  @Override
  public void authorize(StatementContext context) {
    Securable object = target.resolve(context);
    Access access = context.access();
    access.requireGrantable(object);
    boolean hasTheRole =
        context
            .account()
            .grants()
            .roles(Grantee.role(context.session().currentRole()))
            .contains(role);
    if (current == Current.COPY && !access.managesGrants() && !hasTheRole) {
      throw SnowflakeError.insufficientPrivileges(object);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    Securable object = target.resolve(context);
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
    return Result.ddl("Statement executed successfully.");
  }

  /** Checks that a task is suspended before it gets another owner. */
  private static void checkSuspended(Securable object, AccountObjects account) {
    if (object.kind() == ObjectKind.TASK) {
      ObjectName name =
          new ObjectName(object.path().get(0), object.path().get(1), object.path().get(2));
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
