package io.lakehousesync.testkit.snowflake;

/**
 * {@code CREATE [OR REPLACE] DATABASE [IF NOT EXISTS] name}; a new database becomes the current
 * one. Source: docs.snowflake.com, "CREATE DATABASE" (/en/sql-reference/sql/create-database). Its
 * options are refused.
 */
record CreateDatabase(CreateMode mode, String name) implements Statement {
  @Override
  public Result execute(StatementContext context) {
    Database database = Database.create(name);
    if (!context.catalog().databases().create(name, database, mode)) {
      return Result.ddl(name + " already exists, statement succeeded.");
    }
    context.session().use(database);
    return Result.ddl("Database " + name + " successfully created.");
  }
}
