package io.lakehousesync.testkit.snowflake;

/**
 * {@code CREATE [OR REPLACE] DATABASE [IF NOT EXISTS] name}; a new database becomes the current
 * one. Source: docs.snowflake.com, "CREATE DATABASE" (/en/sql-reference/sql/create-database). Its
 * options are refused.
 */
record CreateDatabase(CreateMode mode, String name) implements Statement {
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE DATABASE");
  }

  @Override
  public Result execute(StatementContext context) {
    Database database = Database.create(name);
    boolean created =
        new Creation(Securable.of(ObjectKind.DATABASE, name), mode)
            .on(context.catalog().databases(), () -> database, context);
    if (created) {
      context.created(Securable.schema(name, "PUBLIC"));
      context.session().use(database);
    }
    return Creation.status(created, "Database", name);
  }
}
