package io.lakehousesync.testkit.snowflake;

/**
 * {@code DROP ROLE [IF EXISTS] name}. What belonged to the role goes to the current one. Source:
 * docs.snowflake.com, "DROP ROLE" (/en/sql-reference/sql/drop-role).
 */
record DropRole(boolean ifExists, String name) implements Statement {
  static DropRole parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    return new DropRole(ifExists, in.identifier());
  }

  /** Needs OWNERSHIP, which nobody has of a system role. */
  @Override
  public void authorize(StatementContext context) {
    if (!ifExists || context.access().finds(Role.securable(name))) {
      context.access().requireOwnership(Role.securable(name));
    }
    if (Role.isOfTheSystem(name)) {
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
    context.catalog().roles().drop(name);
    context.catalog().grants().transferAll(name, current);
    context.dropped(Role.securable(name));
    return Result.ddl(name + " successfully dropped.");
  }
}
