package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.AutoRefresher;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
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
 * names keep their case. If the integration is missing, the error names the external volume
 * instead. Snowflake returns the same error.
 */
record CreateManagedIcebergTable(CreateMode mode, QualifiedName name, PropertyList options)
    implements Statement {
  @Override
  public void authorize(StatementContext context) {
    ObjectName table = name.resolve(context.session());
    context.access().requireToCreate("CREATE ICEBERG TABLE", Securable.table(table));
    String integration = QualifiedName.parseSimpleString(options.require("CATALOG"));
    if (context.account().catalogIntegrations().find(integration).isPresent()) {
      context
          .access()
          .require(Securable.of(ObjectKind.CATALOG_INTEGRATION, integration), Grant.USAGE);
    }
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
    String integration = QualifiedName.parseSimpleString(options.require("CATALOG"));
    CatalogIntegration found =
        context
            .account()
            .catalogIntegrations()
            .find(integration)
            .orElseThrow(() -> SnowflakeError.noExternalVolume(table.toString()));
    if (!found.enabled()) {
      throw SnowflakeError.doesNotExist(ObjectKind.CATALOG_INTEGRATION, integration);
    }
    if (found.postgres().isEmpty()) {
      throw SnowflakeError.autoRefresh(
          "CATALOG_TABLE_NAME cannot be used with CATALOG_SOURCE = OBJECT_STORE");
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
