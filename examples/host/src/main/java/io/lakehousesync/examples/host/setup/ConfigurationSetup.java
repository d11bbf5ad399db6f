package io.lakehousesync.examples.host.setup;

import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.TableArgument;
import io.lakehousesync.examples.host.outage.ConnectionErrors;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakePrivileges;
import io.lakehousesync.postgres.PgLakePrivileges.Use;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.snowflake.SnowflakeSetup;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The set-up of a configuration's tables in PostgreSQL, and in Snowflake if the configuration has
 * the keys for it. Each action returns whether it succeeded.
 */
final class ConfigurationSetup {
  private static final String STAYS =
      """
      Heap tables, marker columns, Iceberg tables with their rows and files, and schema
      lakehouse_sync stay; so do Snowflake's database and schema. After another set-up
      all rows are copied again; for tables that are appended to, make a new baseline then.\
      """;

  private final SyncConfiguration configuration;
  private final List<SyncTable> tables;
  private final List<SyncGroup> groups;
  private final DataSource database;
  private final PgLakeSetup postgres;
  private final Output output;

  ConfigurationSetup(SyncConfiguration configuration, DataSource database, Output output) {
    this.configuration = configuration;
    this.tables = List.copyOf(configuration.tables().values());
    this.groups = configuration.groups();
    this.database = database;
    this.postgres = PgLakeSetup.of(database);
    this.output = output;
  }

  /**
   * Prints a script: the steps that are missing in PostgreSQL, and all steps in Snowflake, because
   * this method does not query Snowflake.
   *
   * @param roles roles whose privileges belong to the script
   */
  boolean print(Map<Use, String> roles) {
    SetupScriptWriter script = new SetupScriptWriter(output);
    List<SetupCheck> checks = checks();
    script.begin();
    checks.forEach(script::postgres);
    roles.forEach((use, role) -> script.grants(use, role, grants(use, role)));
    snowflake(served(tables), located()).ifPresent(setup -> print(setup, script));
    script.end();
    return checks.stream().allMatch(check -> check.problem().isEmpty());
  }

  /** Returns the checks of what all tables share, of the tables, and of the tables of cuts. */
  private List<SetupCheck> checks() {
    List<SetupCheck> checks = new ArrayList<>(postgres.check(tables));
    checks.addAll(postgres.checkGroups(groups));
    return checks;
  }

  private List<String> grants(Use use, String role) {
    List<String> grants = new ArrayList<>(PgLakePrivileges.grants(tables, use, role));
    if (use == Use.COPY) {
      grants.addAll(PgLakePrivileges.grantsForGroups(groups, role));
    }
    return grants;
  }

  /** Returns these tables, and the tables of cuts. */
  private List<SyncTable> served(List<SyncTable> some) {
    return Stream.concat(
            some.stream(), groups.stream().flatMap(group -> group.cuts().stream()).distinct())
        .toList();
  }

  private void print(SnowflakeSetup setup, SetupScriptWriter script) {
    setup.steps().forEach(script::snowflake);
    setup
        .grants(SnowflakeConfiguration.of(configuration.settings()).roles())
        .forEach(script::snowflake);
  }

  boolean check() {
    SetupLines lines =
        new SetupLines(
            output, SetupState.OK, SetupState.MISSING, SetupState.DIFFERENT, SetupState.BROKEN);
    checks().forEach(lines::check);
    snowflake(served(tables), located())
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
    postgres.apply(List.of(), statement -> lines.statement(SetupState.DONE, statement));
    List<SyncTable> applied = sound.stream().filter(table -> apply(table, lines)).toList();
    postgres.checkGroups(groups).stream()
        .filter(check -> check.isComplete() || check.problem().isPresent())
        .forEach(lines::check);
    boolean recorded = groups.isEmpty() || applyGroups(lines);
    // Snowflake's tables are created at the metadata files of the tables that exist now.
    snowflake(recorded ? served(applied) : applied, located())
        .ifPresent(setup -> setup.apply(account(), lines::snowflake));
    lines.result();
    return lines.count(SetupState.BROKEN) + lines.count(SetupState.FAILED) == 0;
  }

  /**
   * Sets up one table. Returns whether this succeeded. A lost connection stops the set-up of the
   * other tables. Other failures do not stop it.
   */
  private boolean apply(SyncTable table, SetupLines lines) {
    try {
      postgres.apply(List.of(table), statement -> lines.statement(SetupState.DONE, statement));
      return true;
    } catch (NotAppliedException e) {
      if (ConnectionErrors.isCauseOf(e)) {
        throw e;
      }
      lines.failure(
          "postgres", table.toString(), Printable.message(String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** Creates the tables of cuts. Returns whether this succeeded. */
  private boolean applyGroups(SetupLines lines) {
    try {
      lines.statements(SetupState.DONE, postgres.applyGroups(groups));
      return true;
    } catch (NotAppliedException e) {
      if (ConnectionErrors.isCauseOf(e)) {
        throw e;
      }
      lines.failure("postgres", "groups", Printable.message(String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** Empties one Iceberg table. This cannot be undone. */
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

  /** Recreates one table in Snowflake. The refresh history of the table is lost. */
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
    // This call holds the lock that a refresh also needs, so that no host refreshes the table at
    // the same time.
    IcebergTablesLocator.of(database)
        .withNewest(
            wanted.target(),
            newest ->
                newest
                    .location()
                    .ifPresent(
                        location ->
                            lines.replacement(
                                wanted, snowflake.replace(account(), wanted, location))));
    lines.result();
    return lines.count(SetupState.FAILED) == 0;
  }

  boolean planTeardown() {
    SetupLines lines = new SetupLines(output, SetupState.PLANNED);
    snowflake(served(tables), Map.of())
        .ifPresent(
            setup ->
                setup
                    .dropPlan(account())
                    .forEach(step -> lines.snowflake(SetupState.PLANNED, step)));
    lines.statements(SetupState.PLANNED, postgres.teardownPlan(tables));
    STAYS.lines().forEach(output::text);
    lines.result();
    return true;
  }

  /**
   * Removes the set-up of both sides, PostgreSQL and Snowflake. A failure in Snowflake, or of one
   * table, does not stop the rest.
   */
  boolean tearDown() {
    SetupLines lines =
        new SetupLines(output, SetupState.DROPPED, SetupState.ABSENT, SetupState.FAILED);
    attempt("snowflake", "teardown", lines, () -> drop(lines));
    for (SyncTable table : tables) {
      Optional<Exception> failure =
          attempt("postgres", "teardown of " + table.source(), lines, () -> tearDown(table, lines));
      if (failure.filter(ConnectionErrors::isCauseOf).isPresent()) {
        break;
      }
    }
    STAYS.lines().forEach(output::text);
    if (lines.count(SetupState.FAILED) > 0) {
      output.text(
          "What failed is left. Remove its cause, and tear down again: what is gone is skipped.");
    }
    lines.result();
    return lines.count(SetupState.FAILED) == 0;
  }

  private void tearDown(SyncTable table, SetupLines lines) {
    postgres.teardown(List.of(table), statement -> lines.statement(SetupState.DROPPED, statement));
  }

  /**
   * Drops tables in Snowflake by their names, because a table that no longer exists in PostgreSQL
   * may still exist in Snowflake.
   */
  private void drop(SetupLines lines) {
    snowflake(served(tables), Map.of())
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

  /**
   * Runs the work, and reports its failure. An IllegalArgumentException means that the set-up of
   * Snowflake cannot be planned.
   *
   * @return the failure; empty if there is none
   */
  private static Optional<Exception> attempt(
      String system, String what, SetupLines lines, Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (LakehouseSyncException | IllegalArgumentException e) {
      lines.failure(system, what, Printable.message(String.valueOf(e.getMessage())));
      return Optional.of(e);
    }
  }

  private Map<TableName, MetadataLocation> located() {
    return configuration.refresherName().startsWith("snowflake")
        ? IcebergTablesLocator.of(database)
            .locations(served(tables).stream().map(SyncTable::target).toList())
        : Map.of();
  }

  private Optional<SnowflakeSetup> snowflake(
      List<SyncTable> wanted, Map<TableName, MetadataLocation> located) {
    return configuration.refresherName().startsWith("snowflake") && !wanted.isEmpty()
        ? SnowflakeConfiguration.of(configuration.settings()).setup(wanted, located)
        : Optional.empty();
  }

  /**
   * Returns connections without a pool. A pool is not needed, because the steps run one after the
   * other.
   */
  private DataSource account() {
    return SnowflakeConfiguration.of(configuration.settings()).connections();
  }
}
