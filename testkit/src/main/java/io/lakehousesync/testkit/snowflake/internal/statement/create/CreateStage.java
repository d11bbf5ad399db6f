package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.StorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name URL = 's3://…/' STORAGE_INTEGRATION = name
 * [DIRECTORY = (ENABLE = TRUE | FALSE [REFRESH_ON_CREATE = …] [AUTO_REFRESH = …])] [COMMENT =
 * '…']}.
 *
 * <p>Sources on docs.snowflake.com: "CREATE STAGE" (/en/sql-reference/sql/create-stage) and "Manage
 * directory tables" (/en/user-guide/data-load-dirtables-manage). The pages disagree on whether
 * creation fills the directory table. In the stand-in, creation fills the directory table only with
 * REFRESH_ON_CREATE. Internal stages, file formats, credentials and other clouds are rejected.
 */
public record CreateStage(
    CreateMode mode, QualifiedName name, PropertyList options, PropertyList directory)
    implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.create("STAGE", CreateStage::parse);

  private static final Map<String, Form> OPTIONS =
      Map.of("URL", Form.STRING, "STORAGE_INTEGRATION", Form.NAME, "COMMENT", Form.STRING);
  private static final Map<String, Form> DIRECTORY =
      Map.of(
          "ENABLE", Form.BOOLEAN,
          "REFRESH_ON_CREATE", Form.BOOLEAN,
          "AUTO_REFRESH", Form.BOOLEAN);

  public static CreateStage parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    PropertyList directory = PropertyList.NONE;
    if (in.accept("DIRECTORY")) {
      in.expectSymbol("=");
      in.expectSymbol("(");
      directory = PropertyList.parse(in, DIRECTORY);
      in.expectSymbol(")");
      directory.require("ENABLE");
      options = options.parseMore(in, OPTIONS);
    }
    options.require("URL");
    options.require("STORAGE_INTEGRATION");
    return new CreateStage(mode, name, options, directory);
  }

  /** Also needs USAGE on the storage integration. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE STAGE", Securable.inSchema(ObjectKind.STAGE, name.resolve(context.session())));
    context
        .access()
        .require(
            Securable.of(ObjectKind.STORAGE_INTEGRATION, options.require("STORAGE_INTEGRATION")),
            Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName stageName = name.resolve(context.session());
    String url = options.require("URL");
    if (S3Provider.of(url).isEmpty() || !url.endsWith("/")) {
      throw SnowflakeError.stageUrl(
          url, "it must have the form s3://bucket/path/, with a slash at its end");
    }
    StorageIntegration integration =
        context.account().requireStorageLocation(options.require("STORAGE_INTEGRATION"), url);
    Stage stage =
        new Stage(
            new Stage.Definition(
                stageName,
                url,
                integration,
                kind(),
                options.find("COMMENT").orElse(""),
                context.clock().instant()),
            context.account().nextSequence());
    if (directory.flag("REFRESH_ON_CREATE", false)) {
      stage.refresh(context.stages());
    }
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.STAGE, stageName), mode)
            .on(context.account().pipeline(stageName).stages(), () -> stage, context);
    return Creation.status(created, "Stage area", stageName.name());
  }

  private Stage.Directory kind() {
    if (!directory.flag("ENABLE", false)) {
      return Stage.Directory.NONE;
    }
    return directory.flag("AUTO_REFRESH", false)
        ? Stage.Directory.AUTOMATIC
        : Stage.Directory.MANUAL;
  }
}
