package io.lakehousesync.testkit.snowflake;

/** A SELECT over Iceberg tables, within the rules of {@link SelectRules}. */
record SelectStatement(SelectText text) implements Statement {
  static SelectStatement parse(TokenStream in) {
    return new SelectStatement(SelectText.parse(in));
  }

  /** Needs SELECT on each table, which is checked when the table's name is bound. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    return context.engine().execute(text, context);
  }

  @Override
  public Result describe(StatementContext context) {
    return context.engine().describe(text, context);
  }
}
