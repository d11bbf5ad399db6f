package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.step.CreateObject;
import io.lakehousesync.snowflake.internal.step.SetRefreshInterval;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.internal.step.WithMirrors;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a set-up in which Snowflake reads tables from the catalog of a Postgres instance.
 */
public final class ManagedPlan {
  private final List<SetupAction> actions = new ArrayList<>();
  private final SnowflakeName schema;
  private final ManagedCatalog catalog;
  private final SnowflakeName integration;
  private final List<SnowflakeName> tables = new ArrayList<>();

  public ManagedPlan(SnowflakeName schema, ManagedCatalog catalog, List<SyncTable> tables) {
    this.schema = schema;
    this.catalog = catalog;
    this.integration = SnowflakeName.parse(catalog.integration());
    actions.addAll(CreateObject.databaseAndSchema(schema));
    actions.addAll(integration(catalog));
    tables.forEach(this::table);
  }

  public List<SetupAction> actions() {
    return List.copyOf(actions);
  }

  /** Returns the grants of the roles that work with the objects of this plan. */
  public RoleGrants grants() {
    return grants(catalog, List.of(schema), tables);
  }

  static RoleGrants grants(
      ManagedCatalog catalog, List<SnowflakeName> schemas, List<SnowflakeName> tables) {
    return new RoleGrants(
        List.of("CREATE DATABASE", "CREATE INTEGRATION"),
        List.of(
            new RoleGrants.Used(
                "POSTGRES INSTANCE", SnowflakeName.parse(catalog.postgresInstance()))),
        schemas,
        List.of(new RoleGrants.Used("INTEGRATION", SnowflakeName.parse(catalog.integration()))),
        tables,
        Optional.empty());
  }

  /** Returns the steps for the catalog integration and its refresh interval. */
  static List<SetupAction> integration(ManagedCatalog catalog) {
    SnowflakeName integration = SnowflakeName.parse(catalog.integration());
    return List.of(
        new WithMirrors(
            CreateObject.of(
                "catalog integration " + integration,
                SnowflakeSql.CREATE_MANAGED_CATALOG_INTEGRATION.with(
                    integration,
                    catalog.postgresSchema(),
                    SnowflakeName.parse(catalog.postgresInstance()).toString(),
                    catalog.postgresDatabase()),
                SnowflakeSql.DROP_CATALOG_INTEGRATION.with(integration),
                SnowflakeSql.SHOW_CATALOG_INTEGRATIONS.with(integration.last()),
                integration,
                CreateObject.Comparison.NONE),
            SnowflakeName.parse(catalog.postgresInstance())),
        new SetRefreshInterval(integration, catalog.refreshInterval()));
  }

  static void requireInSchema(SyncTable table, ManagedCatalog catalog) {
    if (!table.target().schema().equals(catalog.postgresSchema())) {
      throw new IllegalArgumentException(
          "%s is not in the catalog's schema %s"
              .formatted(table.target(), catalog.postgresSchema()));
    }
  }

  private void table(SyncTable table) {
    requireInSchema(table, catalog);
    SnowflakeName name = SnowflakeName.of(table, schema.parts());
    tables.add(name);
    actions.add(
        CreateObject.of(
            "Iceberg table " + name,
            SnowflakeSql.CREATE_MANAGED_TABLE.with(
                name, integration.toString(), table.target().name()),
            SnowflakeSql.DROP_TABLE.with(name),
            SnowflakeSql.SHOW_TABLES.with(name.last(), schema),
            name,
            (snowflake, row) ->
                Describe.difference(row, Map.of("CATALOG_NAME", integration.last()))));
  }
}
