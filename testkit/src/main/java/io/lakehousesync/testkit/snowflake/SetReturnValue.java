package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code CALL | SELECT SYSTEM$SET_RETURN_VALUE(expression)}, which only a task may. Source:
 * docs.snowflake.com, "SYSTEM$SET_RETURN_VALUE"
 * (/en/sql-reference/functions/system_set_return_value).
 */
record SetReturnValue(SelectText value) implements Statement {
  private static final String FUNCTION = "SYSTEM$SET_RETURN_VALUE";

  static boolean isNext(TokenStream in) {
    return in.isNext("CALL", FUNCTION) || in.isNext("SELECT", FUNCTION);
  }

  static SetReturnValue parse(TokenStream in) {
    in.word();
    in.expect(FUNCTION);
    if (!in.peek().isSymbol("(")) {
      throw in.unexpected();
    }
    return new SetReturnValue(SelectText.parse(TokenStream.of("SELECT " + in.rest())));
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    Result result = context.engine().execute(value, context);
    String text =
        ScriptValue.of(result.columns().get(0), result.rows().get(0).get(0)).text().orElse("");
    context.session().setTaskReturnValue(text);
    return Result.oneRow(List.of(Column.text(FUNCTION)), text);
  }
}
