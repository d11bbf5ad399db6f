package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code CALL name()}. Source: docs.snowflake.com, "CALL" (/en/sql-reference/sql/call). The result
 * is one row with one column of the procedure's name.
 */
record CallStatement(QualifiedName name) implements Statement {
  static CallStatement parse(TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    in.expectSymbol("(");
    in.expectSymbol(")");
    return new CallStatement(name);
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .require(
            Securable.inSchema(ObjectKind.PROCEDURE, name.table(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    Procedure procedure = procedure(context);
    ScriptValue value = new ScriptRun(procedure, context).call();
    @Nullable String text = value.text().orElse(null);
    List<@Nullable String> row = new ArrayList<>(Collections.singletonList(text));
    return new Result(
        Result.Kind.SELECT, List.of(Column.text(procedure.name().table())), List.of(row));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(
        Result.Kind.SELECT, List.of(Column.text(procedure(context).name().table())), List.of());
  }

  private Procedure procedure(StatementContext context) {
    TableName full = name.table(context.session());
    return context
        .catalog()
        .pipeline(full)
        .procedures()
        .find(full.table())
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.PROCEDURE, full.toString()));
  }
}
