package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.integration.ExternalVolume;
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
import io.lakehousesync.testkit.snowflake.internal.storage.MetadataPath;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] ICEBERG TABLE [IF NOT EXISTS] name EXTERNAL_VOLUME = 'volume' CATALOG
 * = 'integration' METADATA_FILE_PATH = 'path' [REPLACE_INVALID_CHARACTERS = TRUE | FALSE] [COMMENT
 * = '…']}.
 *
 * <p>Source: docs.snowflake.com, "CREATE ICEBERG TABLE (Iceberg files in object storage)"
 * (/en/sql-reference/sql/create-iceberg-table-iceberg-files). The account has no default volume and
 * catalog, so both are required. Tags and contacts are rejected. A statement with
 * CATALOG_TABLE_NAME is a {@link CreateManagedIcebergTable}.
 */
public record CreateIcebergTable(
    CreateMode mode,
    QualifiedName name,
    String externalVolume,
    String catalogIntegration,
    String path,
    String comment)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("ICEBERG TABLE", CreateIcebergTable::parse);

  private static final Map<String, Form> OPTIONS =
      Map.of(
          "EXTERNAL_VOLUME", Form.STRING,
          "CATALOG", Form.STRING,
          "METADATA_FILE_PATH", Form.STRING,
          "REPLACE_INVALID_CHARACTERS", Form.BOOLEAN,
          "CATALOG_TABLE_NAME", Form.STRING,
          "CATALOG_NAMESPACE", Form.STRING,
          "AUTO_REFRESH", Form.BOOLEAN,
          "COMMENT", Form.STRING);
  private static final List<String> OF_FILES =
      List.of("EXTERNAL_VOLUME", "METADATA_FILE_PATH", "REPLACE_INVALID_CHARACTERS");
  private static final List<String> OF_CATALOG =
      List.of("CATALOG_TABLE_NAME", "CATALOG_NAMESPACE", "AUTO_REFRESH");

  public static Statement parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    PropertyList options = PropertyList.parse(in, OPTIONS);
    in.end();
    boolean managed = options.has("CATALOG_TABLE_NAME");
    for (String foreign : managed ? OF_FILES : OF_CATALOG) {
      if (options.has(foreign)) {
        throw SnowflakeError.notSupported(
            "invalid property '%s' for a table %s"
                .formatted(foreign, managed ? "of a catalog" : "of files in object storage"));
      }
    }
    if (managed) {
      return new CreateManagedIcebergTable(mode, name, options);
    }
    return new CreateIcebergTable(
        mode,
        name,
        QualifiedName.parseSimpleString(options.require("EXTERNAL_VOLUME")),
        QualifiedName.parseSimpleString(options.require("CATALOG")),
        options.require("METADATA_FILE_PATH"),
        options.find("COMMENT").orElse(""));
  }

  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    ObjectName table = name.resolve(context.session());
    access.requireToCreate("CREATE ICEBERG TABLE", Securable.table(table));
    access.require(Securable.of(ObjectKind.EXTERNAL_VOLUME, externalVolume), Grant.USAGE);
    access.require(Securable.of(ObjectKind.CATALOG_INTEGRATION, catalogIntegration), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName table = name.resolve(context.session());
    NamedObjects<IcebergTable> tables =
        context.account().requireSchema(table.database(), table.schema()).tables();
    boolean created =
        new Creation(Securable.table(table), mode).on(tables, () -> open(table, context), context);
    return Creation.status(created, "Table", table.name());
  }

  private IcebergTable open(ObjectName table, StatementContext context) {
    ExternalVolume volume = context.account().externalVolumes().require(externalVolume);
    CatalogIntegration integration =
        context.account().catalogIntegrations().require(catalogIntegration);
    if (integration.postgres().isPresent()) {
      throw SnowflakeError.missingOption("CATALOG_TABLE_NAME");
    }
    if (!integration.enabled()) {
      throw SnowflakeError.doesNotExist(ObjectKind.CATALOG_INTEGRATION, catalogIntegration);
    }
    ServedSnapshot snapshot =
        context.metadata().read(MetadataPath.resolve(path, volume.location()), volume.location());
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
