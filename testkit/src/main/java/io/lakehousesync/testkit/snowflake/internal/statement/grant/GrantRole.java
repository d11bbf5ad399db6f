package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code GRANT ROLE name TO ROLE | USER name} and {@code REVOKE ROLE name FROM ROLE | USER name}.
 *
 * <p>Sources on docs.snowflake.com: "GRANT ROLE" (/en/sql-reference/sql/grant-role) and "REVOKE
 * ROLE" (/en/sql-reference/sql/revoke-role). WITH GRANT OPTION is rejected. The stand-in has one
 * user.
 *
 * @param grants true for GRANT, false for REVOKE
 */
public record GrantRole(boolean grants, String role, Grantee grantee) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(GrantRole::parse, "GRANT ROLE", "REVOKE ROLE");

  static GrantRole parse(TokenStream in) {
    boolean grants = in.word().equals("GRANT");
    in.expect("ROLE");
    String role = in.identifier();
    in.expect(grants ? "TO" : "FROM");
    if (in.accept("USER")) {
      return new GrantRole(grants, role, Grantee.user(in.identifier()));
    }
    in.expect("ROLE");
    return new GrantRole(grants, role, Grantee.role(in.identifier()));
  }

  /** Needs OWNERSHIP of the role, or MANAGE GRANTS. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireGrantable(Role.securable(role));
  }

  @Override
  public Result execute(StatementContext context) {
    requireGrantee(context.account());
    Grants all = context.account().grants();
    Securable object = Role.securable(role);
    if (!grants) {
      all.revoke(object, Grant.USAGE, grantee);
      return Result.ddl("Statement executed successfully.");
    }
    if (grantee.kind() == ObjectKind.ROLE
        && all.roles(Grantee.role(role)).contains(grantee.name())) {
      throw SnowflakeError.roleCycle(role, grantee.name());
    }
    all.grant(
        new Grant(object, Grant.USAGE, grantee, all.owner(object), context.clock().instant()));
    return Result.ddl("Statement executed successfully.");
  }

  private void requireGrantee(AccountObjects account) {
    if (grantee.kind() == ObjectKind.ROLE) {
      account.roles().require(grantee.name());
    } else if (!account.user().equals(grantee)) {
      throw SnowflakeError.doesNotExist(ObjectKind.USER, grantee.name());
    }
  }
}
