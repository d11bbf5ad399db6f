package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Procedure;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code CALL name()}. Source: docs.snowflake.com, "CALL" (/en/sql-reference/sql/call). The result
 * is one row with one column. The column has the procedure's name.
 */
public record CallStatement(QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(CallStatement::parse, "CALL");

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
            Securable.inSchema(ObjectKind.PROCEDURE, name.resolve(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    Procedure procedure = procedure(context);
    ScriptValue value = new ScriptRun(procedure, context).call();
    @Nullable String text = value.text().orElse(null);
    List<@Nullable String> row = new ArrayList<>(Collections.singletonList(text));
    return new Result(
        Result.Kind.SELECT, List.of(ResultColumn.text(procedure.name().name())), List.of(row));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(
        Result.Kind.SELECT,
        List.of(ResultColumn.text(procedure(context).name().name())),
        List.of());
  }

  private Procedure procedure(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    return context
        .account()
        .pipeline(full)
        .procedures()
        .find(full.name())
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.PROCEDURE, full.toString()));
  }
}
