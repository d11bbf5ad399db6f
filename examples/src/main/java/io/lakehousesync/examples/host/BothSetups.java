package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.SetupCheck;
import io.lakehousesync.snowflake.SetupResult.State;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.snowflake.SnowflakeSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The set-up of a configuration's tables in PostgreSQL, and in Snowflake if it says enough for it.
 * Each action tells whether all is well.
 */
final class BothSetups {
  private static final String STAYS =
      """
      Heap tables, marker columns, Iceberg tables with their rows and files, and schema
      lakehouse_sync stay; so do Snowflake's database and schema. After another set-up
      all rows are copied again; for tables that are appended to, make a new baseline then.""";

  private final SyncConfiguration configuration;
  private final List<SyncTable> tables;
  private final DataSource database;
  private final PgLakeSetup postgres;
  private final Output output;

  BothSetups(SyncConfiguration configuration, DataSource database, Output output) {
    this.configuration = configuration;
    this.tables = List.copyOf(configuration.tables().values());
    this.database = database;
    this.postgres = PgLakeSetup.of(database);
    this.output = output;
  }

  /** A script: what is missing in PostgreSQL, and all of Snowflake, which is not asked. */
  boolean print() {
    SetupScript script = new SetupScript(output);
    List<SetupCheck> checks = postgres.check(tables);
    checks.forEach(script::postgres);
    snowflake(tables, located()).ifPresent(setup -> setup.steps().forEach(script::snowflake));
    script.end();
    return checks.stream().allMatch(check -> check.problem().isEmpty());
  }

  boolean check() {
    SetupLines lines =
        new SetupLines(
            output, SetupState.OK, SetupState.MISSING, SetupState.DIFFERENT, SetupState.BROKEN);
    postgres.check(tables).forEach(lines::check);
    snowflake(tables, located())
        .ifPresent(setup -> setup.check(account()).forEach(lines::snowflake));
    lines.result();
    return lines.count(SetupState.OK) == lines.steps();
  }

  boolean apply() {
    SetupLines lines = new SetupLines(output, SetupState.DONE, SetupState.OK, SetupState.BROKEN);
    List<SetupCheck> checks = postgres.check(tables);
    checks.stream()
        .filter(check -> check.isComplete() || check.problem().isPresent())
        .forEach(lines::check);
    List<SyncTable> sound =
        checks.stream()
            .filter(check -> check.problem().isEmpty())
            .flatMap(check -> check.table().stream())
            .toList();
    lines.statements(SetupState.DONE, postgres.apply(sound));
    // Its tables are made at the metadata files of those that are there now.
    snowflake(sound, located()).ifPresent(setup -> setup.apply(account(), lines::snowflake));
    lines.result();
    return lines.count(SetupState.BROKEN) == 0;
  }

  /** Of one table: it is emptied, which is not undone. */
  boolean newBaseline(String table) {
    SetupLines lines = new SetupLines(output, SetupState.DONE);
    SyncTable wanted = TableArgument.find(configuration.tables(), table);
    lines.statements(SetupState.DONE, postgres.newBaseline(wanted));
    output.text(
        "%s is empty; the next copy brings all rows of %s."
            .formatted(wanted.target(), wanted.source()));
    lines.result();
    return true;
  }

  /** Of one table, in Snowflake: it is created anew and forgets its history. */
  boolean replace(String table) {
    if (!configuration.refresherName().equals("snowflake")) {
      throw new UserException(
          Kind.USAGE,
          "--replace is for refresher=snowflake; the configuration has refresher=%s."
              .formatted(configuration.refresherName()),
          null);
    }
    SetupLines lines = new SetupLines(output, SetupState.DONE, SetupState.FAILED);
    SyncTable wanted = TableArgument.find(configuration.tables(), table);
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(configuration.settings());
    // Under the lock of a refresh: no host refreshes meanwhile.
    IcebergTablesLocator.of(database)
        .withNewest(
            wanted.target(),
            location -> lines.replacement(wanted, snowflake.replace(account(), wanted, location)));
    lines.result();
    return lines.count(SetupState.FAILED) == 0;
  }

  boolean planTeardown() {
    SetupLines lines = new SetupLines(output, SetupState.PLANNED);
    snowflake(tables, Map.of())
        .ifPresent(
            setup ->
                setup
                    .dropPlan(account())
                    .forEach(step -> lines.snowflake(SetupState.PLANNED, step)));
    lines.statements(SetupState.PLANNED, postgres.teardownPlan(tables));
    output.text(STAYS);
    lines.result();
    return true;
  }

  /** Neither side needs the other: what fails in one keeps nothing in the other. */
  boolean tearDown() {
    SetupLines lines =
        new SetupLines(output, SetupState.DROPPED, SetupState.ABSENT, SetupState.FAILED);
    attempt("snowflake", lines, () -> drop(lines));
    attempt(
        "postgres", lines, () -> lines.statements(SetupState.DROPPED, postgres.teardown(tables)));
    output.text(STAYS);
    if (lines.count(SetupState.FAILED) > 0) {
      output.text(
          "What failed is left: see to its cause, and tear down again. What is gone is passed over.");
    }
    lines.result();
    return lines.count(SetupState.FAILED) == 0;
  }

  /** By their names alone: tables that are gone in PostgreSQL may be there in Snowflake. */
  private void drop(SetupLines lines) {
    snowflake(tables, Map.of())
        .ifPresent(
            setup ->
                setup.drop(
                    account(),
                    step ->
                        lines.snowflake(
                            step.state() == State.MISSING
                                ? SetupState.ABSENT
                                : SetupState.of(step.state()),
                            step)));
  }

  /** A configuration may be no plan for Snowflake, which is an illegal argument. */
  private static void attempt(String system, SetupLines lines, Runnable work) {
    try {
      work.run();
    } catch (LakehouseSyncException | IllegalArgumentException e) {
      lines.failure(system, String.valueOf(e.getMessage()));
    }
  }

  private Map<TableName, MetadataLocation> located() {
    return configuration.refresherName().startsWith("snowflake")
        ? IcebergTablesLocator.of(database).locate(tables.stream().map(SyncTable::target).toList())
        : Map.of();
  }

  private Optional<SnowflakeSetup> snowflake(
      List<SyncTable> wanted, Map<TableName, MetadataLocation> located) {
    return configuration.refresherName().startsWith("snowflake") && !wanted.isEmpty()
        ? SnowflakeConfiguration.of(configuration.settings()).setup(wanted, located)
        : Optional.empty();
  }

  /** Without a pool: each step takes one connection after the other. */
  private DataSource account() {
    return SnowflakeConfiguration.of(configuration.settings()).connections();
  }
}
