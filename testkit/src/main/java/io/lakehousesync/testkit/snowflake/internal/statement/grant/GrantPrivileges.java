package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.grant.Privileges;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Set;

/**
 * {@code GRANT privilege [, …] ON object TO [ROLE] name} and {@code REVOKE privilege [, …] ON
 * object FROM [ROLE] name}.
 *
 * <p>Sources on docs.snowflake.com: "GRANT &lt;privileges&gt; … TO ROLE"
 * (/en/sql-reference/sql/grant-privilege) and "REVOKE &lt;privileges&gt; … FROM ROLE"
 * (/en/sql-reference/sql/revoke-privilege). REVOKE of a privilege that was not granted succeeds.
 * ALL, FUTURE, WITH GRANT OPTION, CASCADE and database roles are rejected.
 *
 * @param grants true for GRANT, false for REVOKE
 */
public record GrantPrivileges(
    boolean grants, Set<String> privileges, GrantTarget target, String role) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(GrantPrivileges::parse, "GRANT", "REVOKE");

  static GrantPrivileges parse(TokenStream in) {
    boolean grants = in.word().equals("GRANT");
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
    context.account().roles().require(role);
    privileges.forEach(privilege -> change(object, privilege, context));
    return Result.ddl("Statement executed successfully.");
  }

  private void change(Securable object, String privilege, StatementContext context) {
    Grants all = context.account().grants();
    Grantee grantee = Grantee.role(role);
    if (grants) {
      all.grant(
          new Grant(object, privilege, grantee, all.owner(object), context.clock().instant()));
    } else {
      all.revoke(object, privilege, grantee);
    }
  }
}
