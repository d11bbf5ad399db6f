package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;

/**
 * {@code CREATE [OR REPLACE] STREAM [IF NOT EXISTS] name ON STAGE stage [COMMENT = '…']}. A new
 * stream contains no files that the directory table already has.
 *
 * <p>Source: docs.snowflake.com, "CREATE STREAM" (/en/sql-reference/sql/create-stream). Streams on
 * tables and views are rejected.
 */
public record CreateStream(CreateMode mode, QualifiedName name, QualifiedName stage, String comment)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("STREAM", CreateStream::parse);

  public static CreateStream parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    in.expect("ON", "STAGE");
    QualifiedName stage = QualifiedName.parse(in);
    return new CreateStream(mode, name, stage, PropertyList.comment(in));
  }

  /** Also needs USAGE on the stage. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE STREAM",
            Securable.inSchema(ObjectKind.STREAM, name.resolve(context.session())));
    context
        .access()
        .require(
            Securable.inSchema(ObjectKind.STAGE, stage.resolve(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    Stage source = context.account().requireStage(stage.resolve(context.session()));
    source.requireDirectory();
    source.follow(context.stages());
    StageStream stream =
        new StageStream(
            full, source, comment, context.clock().instant(), context.account().nextSequence());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.STREAM, full), mode)
            .on(context.account().pipeline(full).streams(), () -> stream, context);
    return Creation.status(created, "Stream", full.name());
  }
}
