package io.lakehousesync.testkit.snowflake;

/**
 * {@code DROP ICEBERG TABLE [IF EXISTS] name}. Source: docs.snowflake.com, "DROP ICEBERG TABLE"
 * (/en/sql-reference/sql/drop-iceberg-table).
 */
record DropIcebergTable(boolean ifExists, QualifiedName name) implements Statement {
  static DropIcebergTable parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    return new DropIcebergTable(ifExists, QualifiedName.parse(in));
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
      return Result.ddl(
          "Drop statement executed successfully (" + name.last() + " already dropped).");
    }
    context.catalog().requireTable(table);
    context.catalog().requireSchema(table.database(), table.schema()).tables().drop(table.table());
    context.dropped(Securable.table(table));
    return Result.ddl(table.table() + " successfully dropped.");
  }
}
