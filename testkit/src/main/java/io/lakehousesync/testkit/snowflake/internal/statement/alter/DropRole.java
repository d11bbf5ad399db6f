package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code DROP ROLE [IF EXISTS] name}. The current role becomes the owner of the role's objects.
 * Source: docs.snowflake.com, "DROP ROLE" (/en/sql-reference/sql/drop-role).
 */
public record DropRole(boolean ifExists, String name) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(DropRole::parse, "DROP ROLE");

  static DropRole parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    return new DropRole(ifExists, in.identifier());
  }

  /** Needs OWNERSHIP of the role. No role owns a system role. */
  @Override
  public void authorize(StatementContext context) {
    if (!ifExists || context.access().finds(Role.securable(name))) {
      context.access().requireOwnership(Role.securable(name));
    }
    if (Role.isSystemRole(name)) {
      throw SnowflakeError.insufficientPrivileges(Role.securable(name));
    }
  }

  @Override
  public Result execute(StatementContext context) {
    if (ifExists && !context.access().finds(Role.securable(name))) {
      return Result.ddl("Drop statement executed successfully (" + name + " already dropped).");
    }
    String current = context.session().currentRole();
    if (current.equals(name)) {
      throw SnowflakeError.currentRole(name);
    }
    context.account().roles().drop(name);
    context.account().grants().transferAll(name, current);
    context.dropped(Role.securable(name));
    return Result.ddl(name + " successfully dropped.");
  }
}
