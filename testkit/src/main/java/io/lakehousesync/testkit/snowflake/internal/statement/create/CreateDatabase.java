package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code CREATE [OR REPLACE] DATABASE [IF NOT EXISTS] name}. A new database becomes the current
 * database. Source: docs.snowflake.com, "CREATE DATABASE" (/en/sql-reference/sql/create-database).
 * All options of the documentation are rejected.
 */
public record CreateDatabase(CreateMode mode, String name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("DATABASE", CreateDatabase::parse);

  public static Statement parse(CreateMode mode, TokenStream in) {
    String name = in.identifier();
    return in.isNext("LINKED_CATALOG")
        ? CreateLinkedDatabase.parse(name, mode, in)
        : new CreateDatabase(mode, name);
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE DATABASE");
  }

  @Override
  public Result execute(StatementContext context) {
    Database database = Database.create(name);
    boolean created =
        new Creation(Securable.of(ObjectKind.DATABASE, name), mode)
            .on(context.account().databases(), () -> database, context);
    if (created) {
      context.created(Securable.schema(name, "PUBLIC"));
      database.useIn(context.session());
    }
    return Creation.status(created, "Database", name);
  }
}
