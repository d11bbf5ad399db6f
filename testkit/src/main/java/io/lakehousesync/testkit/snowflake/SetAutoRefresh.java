package io.lakehousesync.testkit.snowflake;

/**
 * {@code ALTER ICEBERG TABLE [IF EXISTS] name SET AUTO_REFRESH = TRUE | FALSE}. FALSE and then TRUE
 * starts an automated refresh again that has stopped. Source: docs.snowflake.com, "Automatically
 * refresh Apache Iceberg tables", error recovery (/en/user-guide/tables-iceberg-auto-refresh). A
 * table of files in object storage has none.
 */
record SetAutoRefresh(boolean ifExists, QualifiedName name, boolean on) implements Statement {
  /** Takes what follows SET. */
  static SetAutoRefresh parse(boolean ifExists, QualifiedName name, TokenStream in) {
    in.expect("AUTO_REFRESH");
    in.expectSymbol("=");
    return new SetAutoRefresh(ifExists, name, in.bool());
  }

  @Override
  public void authorize(StatementContext context) {
    Securable table = Securable.table(name.table(context.session()));
    if (!ifExists || context.access().finds(table)) {
      context.access().requireOwnership(table);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    TableName table = name.table(context.session());
    if (ifExists && !context.access().finds(Securable.table(table))) {
      return Result.ddl("Statement executed successfully, table did not exist.");
    }
    context
        .catalog()
        .requireTable(table)
        .autoRefresh()
        .orElseThrow(() -> SnowflakeError.autoRefresh(table + " has no automated refresh"))
        .set(on);
    return Result.ddl("Statement executed successfully.");
  }
}
