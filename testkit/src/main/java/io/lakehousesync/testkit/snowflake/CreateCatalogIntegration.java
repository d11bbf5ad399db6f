package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.PropertyList.Form;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] CATALOG INTEGRATION [IF NOT EXISTS] name CATALOG_SOURCE = OBJECT_STORE
 * TABLE_FORMAT = ICEBERG ENABLED = TRUE | FALSE [COMMENT = '…']}.
 *
 * <p>Source: docs.snowflake.com, "CREATE CATALOG INTEGRATION (Object storage)"
 * (/en/sql-reference/sql/create-catalog-integration-object-storage). Replacing one that tables use
 * is an error there and here; its code here is the stand-in's own.
 */
record CreateCatalogIntegration(CreateMode mode, CatalogIntegration integration)
    implements Statement {
  private static final Map<String, Form> OPTIONS =
      Map.of(
          "CATALOG_SOURCE", Form.WORD,
          "TABLE_FORMAT", Form.WORD,
          "ENABLED", Form.BOOLEAN,
          "COMMENT", Form.STRING);

  static CreateCatalogIntegration parse(CreateMode mode, TokenStream in) {
    String name = in.identifier();
    PropertyList options = PropertyList.parse(in, OPTIONS);
    in.end();
    options.requireValue("CATALOG_SOURCE", "OBJECT_STORE");
    options.requireValue("TABLE_FORMAT", "ICEBERG");
    boolean enabled = Boolean.parseBoolean(options.require("ENABLED"));
    return new CreateCatalogIntegration(mode, new CatalogIntegration(name, enabled));
  }

  @Override
  public Result execute(StatementContext context) {
    String name = integration.name();
    if (mode == CreateMode.OR_REPLACE) {
      context
          .catalog()
          .tableOfIntegration(name)
          .ifPresent(
              table -> {
                throw SnowflakeError.inUse(
                    ObjectKind.CATALOG_INTEGRATION, name, table.name().toString());
              });
    }
    boolean created = context.catalog().catalogIntegrations().create(name, integration, mode);
    return Result.ddl(
        created
            ? "Integration " + name + " successfully created."
            : name + " already exists, statement succeeded.");
  }
}
