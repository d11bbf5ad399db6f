package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code ALTER ICEBERG TABLE [IF EXISTS] name SET AUTO_REFRESH = TRUE | FALSE}. FALSE, a REFRESH
 * without a path and TRUE restart an automated refresh that has stopped. Source:
 * docs.snowflake.com, "Automatically refresh Apache Iceberg tables", error recovery
 * (/en/user-guide/tables-iceberg-auto-refresh). For a table of files in object storage, see {@link
 * IcebergTable#setAutoRefresh}.
 */
record SetAutoRefresh(boolean ifExists, QualifiedName name, boolean on) implements Statement {
  /** Parses the text after SET. */
  static SetAutoRefresh parse(boolean ifExists, QualifiedName name, TokenStream in) {
    in.expect("AUTO_REFRESH");
    in.expectSymbol("=");
    return new SetAutoRefresh(ifExists, name, in.bool());
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
      return Result.ddl("Statement executed successfully, table did not exist.");
    }
    context.account().requireTable(table).setAutoRefresh(on);
    return Result.ddl("Statement executed successfully.");
  }
}
