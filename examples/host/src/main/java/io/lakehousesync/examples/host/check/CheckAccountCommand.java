package io.lakehousesync.examples.host.check;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.host.HostOptions;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.snowflake.AccountCheck;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.snowflake.setup.AccountCheckResult;
import io.lakehousesync.snowflake.setup.AccountCheckResult.Outcome;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run checkaccount}. */
@Command(
    name = "checkaccount",
    sortOptions = false,
    customSynopsis = "examples/run checkaccount --config FILE [OPTION ...]",
    description =
        "Sends the library's statements to the Snowflake account, in a schema of its own which it"
            + " drops at the end, and writes a report. Exit code 1 if an answer is not the expected"
            + " one. See docs/how-to/check-a-snowflake-account.md.%n")
public final class CheckAccountCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--stage-integration",
      paramLabel = "NAME",
      description =
          "A storage integration of type EXTERNAL_STAGE. With it, and with snowflake.warehouse, the"
              + " check also creates a task pipeline.")
  @Nullable String stageIntegration;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where to write the report. Default: snowflake-account-check.txt.")
  Path report = Path.of("snowflake-account-check.txt");

  /** Called by picocli. */
  public CheckAccountCommand() {}

  @Override
  public Integer call() {
    SyncConfiguration configuration = options.load(CheckAccountCommand::postgresOnly);
    if (!configuration.refresherName().equals("snowflake")) {
      throw new UserException(
          Kind.USAGE,
          "checkaccount is for refresher=snowflake; the configuration has refresher=%s."
              .formatted(configuration.refresherName()),
          null);
    }
    try (ConfiguredSync parts = configuration.build()) {
      return run(configuration, located(configuration, parts.postgres()));
    }
  }

  /** Creates a pool only for PostgreSQL; see {@code SetupCommand}. */
  private static DataSource postgresOnly(String name, DataSource unpooled, int connections) {
    return name.equals("postgres") ? new Pools().pool(name, unpooled, connections) : unpooled;
  }

  private static Map<TableName, MetadataLocation> located(
      SyncConfiguration configuration, DataSource postgres) {
    return IcebergTablesLocator.of(postgres)
        .locations(configuration.tables().values().stream().map(SyncTable::target).toList());
  }

  private int run(SyncConfiguration configuration, Map<TableName, MetadataLocation> located) {
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(configuration.settings());
    List<SyncTable> tables = List.copyOf(configuration.tables().values());
    SyncTable table =
        tables.stream()
            .filter(each -> located.containsKey(each.target()))
            .findFirst()
            .orElse(tables.get(0));
    DataSource account = snowflake.connections();
    AccountCheck check =
        snowflake.accountCheck(
            account,
            table,
            Optional.ofNullable(located.get(table.target())),
            Optional.ofNullable(stageIntegration));
    Output output = options.output();
    output.text("The check creates schema %s, and drops it at its end.".formatted(check.schema()));
    List<AccountCheckResult> results = check.run(result -> line(output, result));
    write(new AccountReport(account, results).text());
    output.result(result(results));
    return AccountReport.count(results, Outcome.DIFFERENT) == 0 ? 0 : 1;
  }

  private void write(String text) {
    try {
      Files.writeString(report, text);
    } catch (IOException e) {
      throw new UserException(
          Kind.FAILURE,
          "The report was not written: %s. The check has ended, and its schema is dropped."
              .formatted(e),
          e);
    }
  }

  private static void line(Output output, AccountCheckResult result) {
    output.line(
        "%-11s %6d ms  %s: %s"
            .formatted(
                AccountReport.word(result.outcome()),
                result.took().toMillis(),
                result.statement(),
                result.came()),
        JsonFields.of("type", "statement")
            .and("outcome", AccountReport.word(result.outcome()))
            .and("statement", result.statement())
            .and("expected", result.expected())
            .and("came", result.came())
            .and("millis", result.took().toMillis())
            .map());
  }

  private JsonFields result(List<AccountCheckResult> results) {
    JsonFields figures = JsonFields.of("statements", results.size());
    for (Outcome outcome : Outcome.values()) {
      figures.and(
          AccountReport.word(outcome).replace('-', '_').toLowerCase(Locale.ROOT),
          AccountReport.count(results, outcome));
    }
    return figures.and("report", report.toString());
  }
}
