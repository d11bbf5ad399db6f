package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] ICEBERG TABLE [IF NOT EXISTS] name EXTERNAL_VOLUME = 'volume' CATALOG
 * = 'integration' METADATA_FILE_PATH = 'path' [REPLACE_INVALID_CHARACTERS = TRUE | FALSE] [COMMENT
 * = '…']}.
 *
 * <p>Source: docs.snowflake.com, "CREATE ICEBERG TABLE (Iceberg files in object storage)"
 * (/en/sql-reference/sql/create-iceberg-table-iceberg-files). Defaults of the account for volume
 * and catalog do not exist here, so both must be given; tags and contacts are refused.
 */
record CreateIcebergTable(
    CreateMode mode,
    QualifiedName name,
    String externalVolume,
    String catalogIntegration,
    String path,
    String comment)
    implements Statement {
  private static final Map<String, Form> OPTIONS =
      Map.of(
          "EXTERNAL_VOLUME", Form.STRING,
          "CATALOG", Form.STRING,
          "METADATA_FILE_PATH", Form.STRING,
          "REPLACE_INVALID_CHARACTERS", Form.BOOLEAN,
          "COMMENT", Form.STRING);

  static CreateIcebergTable parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    in.end();
    return new CreateIcebergTable(
        mode,
        name,
        QualifiedName.parseSimpleString(options.require("EXTERNAL_VOLUME")),
        QualifiedName.parseSimpleString(options.require("CATALOG")),
        options.require("METADATA_FILE_PATH"),
        options.find("COMMENT").orElse(""));
  }

  @Override
  public Result execute(StatementContext context) {
    TableName table = name.table(context.session());
    Shelf<IcebergTable> tables =
        context.catalog().requireSchema(table.database(), table.schema()).tables();
    boolean created =
        new Creation(Securable.table(table), mode).on(tables, () -> open(table, context), context);
    return Creation.status(created, "Table", table.table());
  }

  private IcebergTable open(TableName table, StatementContext context) {
    ExternalVolume volume = context.catalog().externalVolumes().require(externalVolume);
    if (!context.catalog().catalogIntegrations().require(catalogIntegration).enabled()) {
      throw SnowflakeError.doesNotExist(ObjectKind.CATALOG_INTEGRATION, catalogIntegration);
    }
    ServedSnapshot snapshot = context.metadata().read(MetadataPath.resolve(path, volume), volume);
    if (snapshot.hasEqualityDeletes()) {
      throw SnowflakeError.equalityDeletes(snapshot.metadataLocation());
    }
    return new IcebergTable(
        table,
        externalVolume,
        catalogIntegration,
        comment,
        new IcebergTable.Refresh(context.clock().instant(), context.queryId(), snapshot));
  }
}
