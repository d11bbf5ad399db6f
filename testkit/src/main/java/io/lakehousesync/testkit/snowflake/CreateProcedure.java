package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code CREATE [OR REPLACE] PROCEDURE [IF NOT EXISTS] name() RETURNS type LANGUAGE SQL [COMMENT =
 * '…'] [EXECUTE AS OWNER] AS 'body' | $$body$$}.
 *
 * <p>Source: docs.snowflake.com, "CREATE PROCEDURE" (/en/sql-reference/sql/create-procedure).
 * Arguments, caller's rights and other languages are refused. The body is parsed on creation; names
 * in it are looked up when it runs.
 */
record CreateProcedure(
    CreateMode mode,
    QualifiedName name,
    DataType returns,
    String comment,
    String body,
    List<ScriptStep> steps)
    implements Statement {
  static CreateProcedure parse(CreateMode mode, TokenStream in) {
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
    return new CreateProcedure(mode, name, returns, comment, body, ScriptParser.parse(body));
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE PROCEDURE",
            Securable.inSchema(ObjectKind.PROCEDURE, name.table(context.session())));
  }

  @Override
  public Result execute(StatementContext context) {
    TableName full = name.table(context.session());
    Procedure procedure =
        new Procedure(full, returns, body, steps, comment, context.clock().instant());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.PROCEDURE, full), mode)
            .on(context.catalog().pipeline(full).procedures(), () -> procedure, context);
    return Creation.status(created, "Function", full.table());
  }
}
