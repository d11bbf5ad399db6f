package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;

/**
 * {@code CALL | SELECT SYSTEM$SET_RETURN_VALUE(expression)}, which is allowed in a task only.
 * Source: docs.snowflake.com, "SYSTEM$SET_RETURN_VALUE"
 * (/en/sql-reference/functions/system_set_return_value).
 */
public record SetReturnValue(SelectText value) implements Statement {
  private static final String FUNCTION = "SYSTEM$SET_RETURN_VALUE";

  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(SetReturnValue::parse, "CALL " + FUNCTION, "SELECT " + FUNCTION);

  static SetReturnValue parse(TokenStream in) {
    if (!in.peek().isSymbol("(")) {
      throw in.unexpected();
    }
    return new SetReturnValue(SelectParser.parse(TokenStream.of("SELECT " + in.rest())));
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    Result result = context.queries().execute(value, context);
    String text =
        ScriptValue.of(result.columns().get(0), result.rows().get(0).get(0)).text().orElse("");
    context.session().setTaskReturnValue(text);
    return Result.oneRow(List.of(ResultColumn.text(FUNCTION)), text);
  }
}
