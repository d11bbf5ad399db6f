package io.lakehousesync.testkit.snowflake;

/**
 * {@code CREATE [OR REPLACE] STREAM [IF NOT EXISTS] name ON STAGE stage [COMMENT = '…']}. A new
 * stream shows nothing of what the directory table has seen before.
 *
 * <p>Source: docs.snowflake.com, "CREATE STREAM" (/en/sql-reference/sql/create-stream). Streams on
 * tables and views are refused.
 */
record CreateStream(CreateMode mode, QualifiedName name, QualifiedName stage, String comment)
    implements Statement {
  static CreateStream parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    in.expect("ON", "STAGE");
    QualifiedName stage = QualifiedName.parse(in);
    return new CreateStream(mode, name, stage, PropertyList.comment(in));
  }

  /** Needs USAGE on the stage, too. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE STREAM", Securable.inSchema(ObjectKind.STREAM, name.table(context.session())));
    context
        .access()
        .require(Securable.inSchema(ObjectKind.STAGE, stage.table(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    TableName full = name.table(context.session());
    Stage source = context.catalog().requireStage(stage.table(context.session()));
    source.requireDirectory();
    source.follow(context);
    StageStream stream =
        new StageStream(
            full, source, comment, context.clock().instant(), context.catalog().nextSequence());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.STREAM, full), mode)
            .on(context.catalog().pipeline(full).streams(), () -> stream, context);
    return Creation.status(created, "Stream", full.table());
  }
}
