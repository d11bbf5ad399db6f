package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Procedure;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementCheck;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.statement.script.ScriptParser;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code CREATE [OR REPLACE] PROCEDURE [IF NOT EXISTS] name() RETURNS type LANGUAGE SQL [COMMENT =
 * '…'] [EXECUTE AS OWNER] AS 'body' | $$body$$}.
 *
 * <p>Source: docs.snowflake.com, "CREATE PROCEDURE" (/en/sql-reference/sql/create-procedure).
 * Arguments, caller's rights and other languages are rejected. The body is parsed at creation;
 * names in the body are looked up when it runs.
 */
public record CreateProcedure(
    CreateMode mode,
    QualifiedName name,
    DataType returns,
    String comment,
    String body,
    List<ScriptStep> steps)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create(
          "PROCEDURE", (prefix, in, statements) -> parse(prefix.mode(), in, statements));

  static CreateProcedure parse(CreateMode mode, TokenStream in, StatementCheck statements) {
    QualifiedName name = QualifiedName.parse(in);
    in.expectSymbol("(");
    in.expectSymbol(")");
    in.expect("RETURNS");
    DataType returns = DataType.parse(in);
    in.expect("LANGUAGE", "SQL");
    String comment = PropertyList.comment(in);
    in.accept("EXECUTE", "AS", "OWNER");
    in.expect("AS");
    String body = in.string();
    return new CreateProcedure(
        mode, name, returns, comment, body, ScriptParser.parse(body, statements));
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE PROCEDURE",
            Securable.inSchema(ObjectKind.PROCEDURE, name.resolve(context.session())));
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    Procedure procedure =
        new Procedure(full, returns, body, steps, comment, context.clock().instant());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.PROCEDURE, full), mode)
            .on(context.account().pipeline(full).procedures(), () -> procedure, context);
    return Creation.status(created, "Function", full.name());
  }
}
