package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code DROP ICEBERG TABLE [IF EXISTS] name}. Source: docs.snowflake.com, "DROP ICEBERG TABLE"
 * (/en/sql-reference/sql/drop-iceberg-table).
 */
public record DropIcebergTable(boolean ifExists, QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(DropIcebergTable::parse, "DROP ICEBERG TABLE");

  static DropIcebergTable parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    return new DropIcebergTable(ifExists, QualifiedName.parse(in));
  }

  @Override
  public void authorize(StatementContext context) {
    Securable table = Securable.table(name.resolve(context.session()));
    if (!ifExists || context.access().finds(table)) {
      context.access().requireOwnership(table);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName table = name.resolve(context.session());
    if (ifExists && !context.access().finds(Securable.table(table))) {
      return Result.ddl(
          "Drop statement executed successfully (" + name.last() + " already dropped).");
    }
    context.account().requireTable(table);
    context.account().requireSchema(table.database(), table.schema()).tables().drop(table.name());
    context.dropped(Securable.table(table));
    return Result.ddl(table.name() + " successfully dropped.");
  }
}
