package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.util.Set;

/**
 * {@code GRANT privilege [, …] ON object TO [ROLE] name} and {@code REVOKE privilege [, …] ON
 * object FROM [ROLE] name}.
 *
 * <p>Sources on docs.snowflake.com: "GRANT &lt;privileges&gt; … TO ROLE"
 * (/en/sql-reference/sql/grant-privilege) and "REVOKE &lt;privileges&gt; … FROM ROLE"
 * (/en/sql-reference/sql/revoke-privilege). Revoking what has not been granted succeeds. ALL,
 * FUTURE, WITH GRANT OPTION, CASCADE and database roles are refused.
 *
 * @param grants whether it grants; otherwise it revokes
 */
record GrantPrivileges(boolean grants, Set<String> privileges, GrantTarget target, String role)
    implements Statement {
  static GrantPrivileges parse(boolean grants, TokenStream in) {
    Set<String> privileges = Privileges.parse(in);
    in.expect("ON");
    GrantTarget target = GrantTarget.parse(in);
    in.expect(grants ? "TO" : "FROM");
    in.accept("ROLE");
    return new GrantPrivileges(grants, privileges, target, in.identifier());
  }

  /** Needs OWNERSHIP of the object, or MANAGE GRANTS. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireGrantable(target.resolve(context));
  }

  @Override
  public Result execute(StatementContext context) {
    Securable object = target.resolve(context);
    for (String privilege : privileges) {
      if (!Privileges.on(object.kind()).contains(privilege)) {
        throw SnowflakeError.notSupported(
            "privilege '%s' cannot be granted on '%s'".formatted(privilege, object.kind().label()));
      }
    }
    context.catalog().roles().require(role);
    privileges.forEach(privilege -> change(object, privilege, context));
    return Result.ddl("Statement executed successfully.");
  }

  private void change(Securable object, String privilege, StatementContext context) {
    Grants all = context.catalog().grants();
    Grantee grantee = Grantee.role(role);
    if (grants) {
      all.grant(
          new Grant(object, privilege, grantee, all.owner(object), context.clock().instant()));
    } else {
      all.revoke(object, privilege, grantee);
    }
  }
}
