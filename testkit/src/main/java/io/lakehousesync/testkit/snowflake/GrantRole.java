package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;

/**
 * {@code GRANT ROLE name TO ROLE | USER name} and {@code REVOKE ROLE name FROM ROLE | USER name}.
 *
 * <p>Sources on docs.snowflake.com: "GRANT ROLE" (/en/sql-reference/sql/grant-role) and "REVOKE
 * ROLE" (/en/sql-reference/sql/revoke-role). WITH GRANT OPTION is refused. The stand-in has one
 * user.
 *
 * @param grants whether it grants; otherwise it revokes
 */
record GrantRole(boolean grants, String role, Grantee grantee) implements Statement {
  static GrantRole parse(boolean grants, TokenStream in) {
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
    requireGrantee(context.catalog());
    Grants all = context.catalog().grants();
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

  private void requireGrantee(Catalog catalog) {
    if (grantee.kind() == ObjectKind.ROLE) {
      catalog.roles().require(grantee.name());
    } else if (!catalog.user().equals(grantee)) {
      throw SnowflakeError.doesNotExist(ObjectKind.USER, grantee.name());
    }
  }
}
