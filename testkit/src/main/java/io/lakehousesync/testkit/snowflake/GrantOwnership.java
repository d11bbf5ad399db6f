package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.util.List;

/**
 * {@code GRANT OWNERSHIP ON object TO ROLE name [COPY | REVOKE CURRENT GRANTS]}.
 *
 * <p>Source: docs.snowflake.com, "GRANT OWNERSHIP" (/en/sql-reference/sql/grant-ownership). Without
 * one of the clauses it fails while others hold privileges on the object; COPY needs MANAGE GRANTS,
 * or the new owner's role. The old owner keeps nothing. Ownership of an Iceberg table brings
 * neither its external volume nor its catalog integration.
 */
record GrantOwnership(GrantTarget target, String role, Current current) implements Statement {
  /** What becomes of the other privileges on the object. */
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
            .catalog()
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
    context.catalog().roles().require(role);
    checkSuspended(object, context.catalog());
    Grants grants = context.catalog().grants();
    if (current == Current.REVOKE) {
      grants.revokeAll(object);
    } else if (current == Current.NONE && object.kind() != ObjectKind.ROLE) {
      checkNoDependents(object, grants);
    }
    grants.transfer(object, role);
    return Result.ddl("Statement executed successfully.");
  }

  /** A task must be suspended before it gets another owner. */
  private static void checkSuspended(Securable object, Catalog catalog) {
    if (object.kind() == ObjectKind.TASK) {
      TableName name =
          new TableName(object.path().get(0), object.path().get(1), object.path().get(2));
      if (catalog.requireTask(name).isStarted()) {
        throw SnowflakeError.task(
            "ownership of " + name + " cannot be granted while it is started");
      }
    }
  }

  private void checkNoDependents(Securable object, Grants grants) {
    List<Grant> dependent = grants.on(object);
    if (!dependent.isEmpty() && !grants.owner(object).equals(role)) {
      throw SnowflakeError.dependentGrant(dependent.get(0));
    }
  }
}
