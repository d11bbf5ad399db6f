package io.lakehousesync.testkit.snowflake;

/**
 * {@code CREATE [OR REPLACE] SCHEMA [IF NOT EXISTS] [database.]name}; a new schema becomes the
 * current one. Source: docs.snowflake.com, "CREATE SCHEMA" (/en/sql-reference/sql/create-schema).
 * Its options are refused.
 */
record CreateSchema(CreateMode mode, QualifiedName name) implements Statement {
  @Override
  public void authorize(StatementContext context) {
    Securable database =
        Securable.of(ObjectKind.DATABASE, name.databaseOfSchema(context.session()));
    context.access().require(database, "CREATE SCHEMA");
  }

  @Override
  public Result execute(StatementContext context) {
    String database = name.databaseOfSchema(context.session());
    String schema = name.last();
    Shelf<Schema> schemas = context.catalog().databases().require(database).schemas();
    boolean created =
        new Creation(Securable.schema(database, schema), mode)
            .on(schemas, () -> Schema.create(schema), context);
    if (created) {
      context.session().use(database, schema);
    }
    return Creation.status(created, "Schema", schema);
  }
}
