package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run cluster}. */
@Command(
    name = "cluster",
    sortOptions = false,
    description =
        "Starts several host processes that sync the same tables, kills and starts hosts at"
            + " random while rows are written, and then compares the heap tables, the"
            + " Iceberg tables and Snowflake.")
public final class ClusterCommand implements Callable<Integer> {
  static final String SCHEMA = "cluster";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many hosts (default: ${DEFAULT-VALUE}).")
  int hosts;

  @Option(
      names = "--tables",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many tables (default: ${DEFAULT-VALUE}).")
  int tables;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "120",
      description = "How long hosts are killed (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Rows a second, over all tables (default: ${DEFAULT-VALUE}).")
  int rate;

  @Option(
      names = "--interval-ms",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The interval of each host (default: ${DEFAULT-VALUE}).")
  int intervalMillis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the kills; how hosts interleave is not repeatable.")
  @Nullable Long seed;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public ClusterCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--hosts", hosts);
    ArgumentChecks.atLeastOne(spec, "--tables", tables);
    ArgumentChecks.atLeastOne(spec, "--seconds", seconds);
    ArgumentChecks.atLeastOne(spec, "--rate", rate);
    ArgumentChecks.atLeastOne(spec, "--interval-ms", intervalMillis);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.open(services, SCHEMA, 4)) {
      FleetTables fleet = new FleetTables(SCHEMA, tables);
      fleet.create(opened.postgres());
      FleetSync.prepareSnowflake(opened, services);
      createInSnowflake(opened, fleet);
      long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
      out.printf(
          "%d hosts, %d tables, %d rows/s, for %d s, seed %d%n",
          hosts, tables, rate, seconds, chosen);
      ClusterResult result =
          new ClusterRun(
                  out,
                  opened,
                  services.snowflakeSchema(),
                  fleet,
                  new ClusterHosts(
                      opened.environment(), hosts, tables, intervalMillis, new Random(chosen)))
              .run(Duration.ofSeconds(seconds), rate);
      out.println(result.line());
      out.println(result.verdict());
      return result.isGood() ? 0 : 1;
    }
  }

  /**
   * Copies every table once, so that each table exists in Snowflake and can be compared at the end.
   */
  private void createInSnowflake(Services opened, FleetTables fleet) {
    try (LakehouseSync sync =
        FleetSync.builder(opened.postgres(), opened.snowflake(), opened, services, fleet.all())
            .parallelCopies(2)
            .parallelRefreshes(1)
            .build()) {
      sync.runOnce().orThrow();
    }
  }
}
