package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code CREATE [OR REPLACE] SCHEMA [IF NOT EXISTS] [database.]name}. A new schema becomes the
 * current schema. Source: docs.snowflake.com, "CREATE SCHEMA"
 * (/en/sql-reference/sql/create-schema). All options of the documentation are rejected.
 */
public record CreateSchema(CreateMode mode, QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("SCHEMA", CreateSchema::parse);

  public static CreateSchema parse(CreateMode mode, TokenStream in) {
    return new CreateSchema(mode, QualifiedName.parse(in));
  }

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
    NamedObjects<Schema> schemas = context.account().databases().require(database).schemas();
    boolean created =
        new Creation(Securable.schema(database, schema), mode)
            .on(schemas, () -> Schema.create(schema), context);
    if (created) {
      context.session().use(database, schema);
    }
    return Creation.status(created, "Schema", schema);
  }
}
