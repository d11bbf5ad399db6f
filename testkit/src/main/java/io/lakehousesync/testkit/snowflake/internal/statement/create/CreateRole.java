package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] ROLE [IF NOT EXISTS] name [COMMENT = '…']}. A new role belongs to the
 * role that created it, and is not granted to any user. Source: docs.snowflake.com, "CREATE ROLE"
 * (/en/sql-reference/sql/create-role).
 */
public record CreateRole(CreateMode mode, String name, PropertyList options) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.create("ROLE", CreateRole::parse);

  public static CreateRole parse(CreateMode mode, TokenStream in) {
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
        new Creation(Role.securable(name), mode).on(context.account().roles(), () -> role, context);
    return Creation.status(created, "Role", name);
  }
}
