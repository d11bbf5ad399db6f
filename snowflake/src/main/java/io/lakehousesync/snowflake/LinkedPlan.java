package io.lakehousesync.snowflake;

import io.lakehousesync.SyncTable;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a set-up with a database that is linked to the catalog of a Postgres instance, in
 * which Snowflake discovers the tables.
 */
final class LinkedPlan {
  private static final Duration DISCOVERY = Duration.ofMinutes(10);

  private final SnowflakeName database;
  private final SnowflakeName integration;
  private final ManagedCatalog catalog;
  private final List<SyncTable> tables;

  LinkedPlan(String database, ManagedCatalog catalog, List<SyncTable> tables) {
    this.database = SnowflakeName.parse(database);
    this.integration = SnowflakeName.parse(catalog.integration());
    this.catalog = catalog;
    this.tables = tables;
    tables.forEach(table -> ManagedPlan.requireInSchema(table, catalog));
  }

  List<SetupAction> actions() {
    List<SetupAction> actions = new ArrayList<>(ManagedPlan.integration(catalog));
    actions.add(
        MakeObject.of(
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

  /** Names are as in PostgreSQL, their case included. */
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
