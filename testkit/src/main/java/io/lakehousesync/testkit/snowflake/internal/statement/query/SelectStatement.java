package io.lakehousesync.testkit.snowflake.internal.statement.query;

import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.select.SelectRules;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/** A SELECT over Iceberg tables, within the rules of {@link SelectRules}. */
public record SelectStatement(SelectText text) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(SelectStatement::parse, "SELECT", "WITH");

  static SelectStatement parse(TokenStream in) {
    return new SelectStatement(SelectParser.parse(in));
  }

  /** Needs SELECT on each table. This is checked when the table's name is bound. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    return context.queries().execute(text, context);
  }

  @Override
  public Result describe(StatementContext context) {
    return context.queries().describe(text, context);
  }
}
