package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name URL = 's3://…/' STORAGE_INTEGRATION = name
 * [DIRECTORY = (ENABLE = TRUE | FALSE [REFRESH_ON_CREATE = …] [AUTO_REFRESH = …])] [COMMENT =
 * '…']}.
 *
 * <p>Sources on docs.snowflake.com: "CREATE STAGE" (/en/sql-reference/sql/create-stage) and "Manage
 * directory tables" (/en/user-guide/data-load-dirtables-manage). The pages disagree on whether the
 * directory table is filled on creation; here it is only if REFRESH_ON_CREATE says so. Internal
 * stages, file formats, credentials and other clouds are refused.
 */
record CreateStage(
    CreateMode mode, QualifiedName name, PropertyList options, PropertyList directory)
    implements Statement {
  private static final Map<String, Form> OPTIONS =
      Map.of("URL", Form.STRING, "STORAGE_INTEGRATION", Form.NAME, "COMMENT", Form.STRING);
  private static final Map<String, Form> DIRECTORY =
      Map.of(
          "ENABLE", Form.BOOLEAN,
          "REFRESH_ON_CREATE", Form.BOOLEAN,
          "AUTO_REFRESH", Form.BOOLEAN);

  static CreateStage parse(CreateMode mode, TokenStream in) {
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

  /** Needs USAGE on the storage integration, too. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE STAGE", Securable.inSchema(ObjectKind.STAGE, name.table(context.session())));
    context
        .access()
        .require(
            Securable.of(ObjectKind.STORAGE_INTEGRATION, options.require("STORAGE_INTEGRATION")),
            Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    TableName stageName = name.table(context.session());
    String url = options.require("URL");
    if (!url.startsWith("s3://") || !url.endsWith("/") || url.length() < "s3://b/".length()) {
      throw SnowflakeError.stageUrl(
          url, "it must be of the form s3://bucket/path/, with the slash");
    }
    StorageIntegration integration =
        context.catalog().requireStorageLocation(options.require("STORAGE_INTEGRATION"), url);
    Stage stage =
        new Stage(
            new Stage.Definition(
                stageName,
                url,
                integration,
                kind(),
                options.find("COMMENT").orElse(""),
                context.clock().instant()),
            context.catalog().nextSequence());
    if (directory.flag("REFRESH_ON_CREATE", false)) {
      stage.refresh(context);
    }
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.STAGE, stageName), mode)
            .on(context.catalog().pipeline(stageName).stages(), () -> stage, context);
    return Creation.status(created, "Stage area", stageName.table());
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
