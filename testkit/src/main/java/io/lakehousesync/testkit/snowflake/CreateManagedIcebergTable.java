package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.Optional;

/**
 * {@code CREATE [OR REPLACE] ICEBERG TABLE [IF NOT EXISTS] name CATALOG = 'integration'
 * CATALOG_TABLE_NAME = 'table' [CATALOG_NAMESPACE = 'namespace'] [AUTO_REFRESH = TRUE | FALSE]
 * [COMMENT = '…']}, with an integration of a Postgres instance.
 *
 * <p>Sources on docs.snowflake.com: "CREATE ICEBERG TABLE (Iceberg REST catalog)"
 * (/en/sql-reference/sql/create-iceberg-table-rest) and "Configure a catalog integration for
 * Snowflake Postgres"
 * (/en/user-guide/tables-iceberg-configure-catalog-integration-snowflake-postgres). The catalog's
 * names keep their case. The error for an integration that does not exist is the one that Snowflake
 * gives, which speaks of the external volume.
 */
record CreateManagedIcebergTable(CreateMode mode, QualifiedName name, PropertyList options)
    implements Statement {
  @Override
  public void authorize(StatementContext context) {
    TableName table = name.table(context.session());
    context.access().requireToCreate("CREATE ICEBERG TABLE", Securable.table(table));
    String integration = QualifiedName.parseSimpleString(options.require("CATALOG"));
    if (context.catalog().catalogIntegrations().find(integration).isPresent()) {
      context
          .access()
          .require(Securable.of(ObjectKind.CATALOG_INTEGRATION, integration), Grant.USAGE);
    }
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
    String integration = QualifiedName.parseSimpleString(options.require("CATALOG"));
    CatalogIntegration found =
        context
            .catalog()
            .catalogIntegrations()
            .find(integration)
            .orElseThrow(() -> SnowflakeError.noExternalVolume(table.toString()));
    if (!found.enabled()) {
      throw SnowflakeError.doesNotExist(ObjectKind.CATALOG_INTEGRATION, integration);
    }
    if (found.postgres().isEmpty()) {
      throw SnowflakeError.autoRefresh(
          "CATALOG_TABLE_NAME is not for CATALOG_SOURCE = OBJECT_STORE");
    }
    String namespace =
        options
            .find("CATALOG_NAMESPACE")
            .or(() -> found.postgres().flatMap(CatalogIntegration.PostgresCatalog::namespace))
            .orElseThrow(() -> SnowflakeError.missingOption("CATALOG_NAMESPACE"));
    Instant now = context.clock().instant();
    AutoRefresh auto =
        new AutoRefresh(
            namespace + "." + options.require("CATALOG_TABLE_NAME"),
            options.flag("AUTO_REFRESH", false),
            now);
    ServedSnapshot snapshot = new AutoRefresher(context).read(auto);
    if (snapshot.hasEqualityDeletes()) {
      throw SnowflakeError.equalityDeletes(snapshot.metadataLocation());
    }
    return new IcebergTable(
        table,
        "",
        integration,
        options.find("COMMENT").orElse(""),
        new IcebergTable.Refresh(now, context.queryId(), snapshot),
        Optional.of(auto));
  }
}
