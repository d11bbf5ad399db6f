package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] ROLE [IF NOT EXISTS] name [COMMENT = '…']}. A new role belongs to the
 * one that created it, and is granted to nobody. Source: docs.snowflake.com, "CREATE ROLE"
 * (/en/sql-reference/sql/create-role).
 */
record CreateRole(CreateMode mode, String name, PropertyList options) implements Statement {
  static CreateRole parse(CreateMode mode, TokenStream in) {
    return new CreateRole(
        mode, in.identifier(), PropertyList.parse(in, Map.of("COMMENT", Form.STRING)));
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE ROLE");
  }

  @Override
  public Result execute(StatementContext context) {
    Role role = new Role(name, options.find("COMMENT").orElse(""));
    boolean created =
        new Creation(Role.securable(name), mode).on(context.catalog().roles(), () -> role, context);
    return Creation.status(created, "Role", name);
  }
}
