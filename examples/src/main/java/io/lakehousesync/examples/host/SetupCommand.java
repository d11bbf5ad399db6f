package io.lakehousesync.examples.host;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.snowflake.SetupResult;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.snowflake.SnowflakeSetup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run setup}. */
@Command(
    name = "setup",
    sortOptions = false,
    customSynopsis =
        "examples/run setup --config FILE (--print | --apply | --check | --teardown) [OPTION ...]",
    description =
        "What the tables need in PostgreSQL, and, where snowflake.aws-role-arn or"
            + " snowflake.postgres-instance is set, in Snowflake.%n")
public final class SetupCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(multiplicity = "1")
  Action action = new Action();

  static final class Action {
    @Option(names = "--print", description = "Print what is missing as SQL, and change nothing.")
    boolean print;

    @Option(names = "--apply", description = "Do what is missing; again, it changes nothing.")
    boolean apply;

    @Option(
        names = "--check",
        description = "Exit code 0 if nothing is missing, 1 if something is.")
    boolean check;

    @Option(
        names = "--teardown",
        description = "Undo it. Heap tables, Iceberg tables and files stay.")
    boolean teardown;
  }

  /** Made by picocli. */
  public SetupCommand() {}

  @Override
  public Integer call() {
    SyncConfiguration configuration = options.load();
    Output output = options.output();
    List<SyncTable> tables = List.copyOf(configuration.tables().values());
    try (ConfiguredSync parts = configuration.build()) {
      PgLakeSetup postgres = PgLakeSetup.of(parts.postgres());
      if (action.print) {
        postgres.plan(tables).forEach(sql -> statement(output, "missing", sql));
        snowflake(configuration, parts, tables)
            .ifPresent(
                setup ->
                    setup
                        .steps()
                        .forEach(step -> step.statements().forEach(sql -> print(output, sql))));
        return 0;
      }
      if (action.check) {
        return check(configuration, parts, tables, output);
      }
      if (action.teardown) {
        // Before PostgreSQL: it needs to know where the tables are.
        Optional<SnowflakeSetup> setup = snowflake(configuration, parts, tables);
        setup.ifPresent(plan -> results(output, plan.drop(snowflakeOf(configuration))));
        postgres.teardown(tables).forEach(sql -> statement(output, "done", sql));
        return 0;
      }
      postgres.apply(tables).forEach(sql -> statement(output, "done", sql));
      // Its tables are made at the metadata files of those that are there now.
      snowflake(configuration, parts, tables)
          .ifPresent(setup -> results(output, setup.apply(snowflakeOf(configuration))));
      output.text("RESULT applied tables=%d".formatted(tables.size()));
      return 0;
    }
  }

  private static int check(
      SyncConfiguration configuration,
      ConfiguredSync parts,
      List<SyncTable> tables,
      Output output) {
    List<String> missing = PgLakeSetup.of(parts.postgres()).plan(tables);
    missing.forEach(sql -> statement(output, "missing", sql));
    List<SetupResult> steps =
        snowflake(configuration, parts, tables)
            .map(setup -> setup.check(snowflakeOf(configuration)))
            .orElse(List.of());
    results(output, steps);
    long undone =
        missing.size()
            + steps.stream().filter(step -> step.state() != SetupResult.State.PRESENT).count();
    output.text("RESULT tables=%d missing=%d".formatted(tables.size(), undone));
    return undone == 0 ? 0 : 1;
  }

  private static Optional<SnowflakeSetup> snowflake(
      SyncConfiguration configuration, ConfiguredSync parts, List<SyncTable> tables) {
    if (!configuration.refresherName().startsWith("snowflake")) {
      return Optional.empty();
    }
    Map<TableName, MetadataLocation> committed =
        IcebergTablesLocator.of(parts.postgres())
            .locate(tables.stream().map(SyncTable::target).toList());
    return SnowflakeConfiguration.of(configuration.settings()).setup(tables, committed);
  }

  /** Without a pool: each step takes one connection after the other. */
  private static DataSource snowflakeOf(SyncConfiguration configuration) {
    return SnowflakeConfiguration.of(configuration.settings()).connections();
  }

  private static void statement(Output output, String state, String sql) {
    output.line(
        state.equals("missing") ? sql + ";\n" : "done: " + firstLine(sql),
        Fields.of("system", "postgres").and("state", state).and("sql", sql).map());
  }

  private static String firstLine(String sql) {
    return sql.lines().findFirst().orElse(sql);
  }

  private static void print(Output output, String sql) {
    output.line(
        sql + ";\n",
        Fields.of("system", "snowflake").and("state", "planned").and("sql", sql).map());
  }

  private static void results(Output output, List<SetupResult> results) {
    results.forEach(result -> output.line("snowflake: " + result, Fields.of(result)));
  }
}
