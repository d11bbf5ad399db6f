package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.JsonText;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.step.AwaitTable;
import io.lakehousesync.snowflake.internal.step.CreateObject;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a set-up with a database that is linked to the catalog of a Postgres instance.
 * Snowflake discovers the tables in this database.
 */
public final class LinkedPlan {
  private static final Duration DISCOVERY = Duration.ofMinutes(10);

  private final SnowflakeName database;
  private final SnowflakeName integration;
  private final ManagedCatalog catalog;
  private final List<SyncTable> tables;

  public LinkedPlan(String database, ManagedCatalog catalog, List<SyncTable> tables) {
    this.database = SnowflakeName.parse(database);
    this.integration = SnowflakeName.parse(catalog.integration());
    this.catalog = catalog;
    this.tables = tables;
    tables.forEach(table -> ManagedPlan.requireInSchema(table, catalog));
  }

  public List<SetupAction> actions() {
    List<SetupAction> actions = new ArrayList<>(ManagedPlan.integration(catalog));
    actions.add(
        CreateObject.of(
            "linked database " + database,
            SnowflakeSql.CREATE_LINKED_DATABASE.with(
                database, integration.toString(), List.of(catalog.postgresSchema())),
            SnowflakeSql.DROP_DATABASE.with(database),
            SnowflakeSql.SHOW_DATABASES.with(database.last()),
            database,
            this::difference));
    tables.forEach(table -> actions.add(new AwaitTable(name(table), DISCOVERY)));
    return actions;
  }

  /** Returns the grants of the roles that work with the objects of this plan. */
  public RoleGrants grants() {
    return ManagedPlan.grants(
        catalog,
        List.of(new SnowflakeName(List.of(database.last(), catalog.postgresSchema()))),
        tables.stream().map(this::name).toList());
  }

  /**
   * Returns the table's name in Snowflake: its PostgreSQL name, in the same upper and lower case.
   */
  private SnowflakeName name(SyncTable table) {
    return new SnowflakeName(
        List.of(database.last(), table.target().schema(), table.target().name()));
  }

  private Optional<String> difference(JdbcStatements snowflake, Row row) throws SQLException {
    String linked =
        JsonText.field(
                snowflake.value(SnowflakeSql.LINKED_DATABASE.with(database)), "catalog_integration")
            .orElse("nothing");
    return linked.equals(integration.last())
        ? Optional.empty()
        : Optional.of("it is linked to %s, not to %s".formatted(linked, integration.last()));
  }
}
