package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.Futures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run freshness}. */
@Command(
    name = "freshness",
    sortOptions = false,
    description =
        "Writes to tables that are synced at an interval, and measures for some rows, the probes,"
            + " how long after COMMIT a query finds them in Snowflake.")
public final class FreshnessCommand implements Callable<Integer> {
  private static final String SCHEMA = "freshness";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tables",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many tables (default: ${DEFAULT-VALUE}).")
  int tables;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Rows a second, over all tables (default: ${DEFAULT-VALUE}).")
  int rate;

  @Option(
      names = "--interval-ms",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The interval of the sync (default: ${DEFAULT-VALUE}).")
  int intervalMillis;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long to measure, after a warm-up (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "15",
      description = "Seconds before that are not measured (default: ${DEFAULT-VALUE}).")
  int warmUp;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public FreshnessCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--tables", tables);
    ArgumentChecks.atLeastOne(spec, "--rate", rate);
    ArgumentChecks.atLeastOne(spec, "--interval-ms", intervalMillis);
    ArgumentChecks.atLeastOne(spec, "--seconds", seconds);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.open(services, SCHEMA, 14)) {
      FleetTables fleet = new FleetTables(SCHEMA, tables);
      fleet.create(opened.postgres());
      FleetSync.prepareSnowflake(opened, services);
      FreshnessProbes probes = new FreshnessProbes(opened.snowflake(), services.snowflakeSchema());
      try (LakehouseSync sync =
          FleetSync.builder(opened.postgres(), opened.snowflake(), opened, services, fleet.all())
              .listener(probes)
              .build()) {
        sync.runOnce().orThrow();
        sync.start(Duration.ofMillis(intervalMillis));
        out.printf(
            "Writing %d rows/s to %d tables, synced every %d ms, for %d + %d s%n",
            rate, tables, intervalMillis, warmUp, seconds);
        RateWriter writer = new RateWriter(opened.postgres(), fleet.all(), rate, probes);
        write(writer, probes);
        probes.awaitAll(LONGEST_WAIT);
        List<Duration> ages = probes.ages();
        out.printf(
            "%,d rows written (%.0f/s), %,d probes, none lost%n",
            writer.rows(), writer.rows() / writer.seconds(), ages.size());
        out.printf(
            "Visible in the catalog after: median %d ms, 90 %% %d ms, 99 %% %d ms, all %d ms%n",
            percentile(ages, 50),
            percentile(ages, 90),
            percentile(ages, 99),
            percentile(ages, 100));
        return 0;
      }
    }
  }

  private void write(RateWriter writer, FreshnessProbes probes) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing = thread.submit(writer);
      TimeUnit.SECONDS.sleep(warmUp);
      probes.begin();
      TimeUnit.SECONDS.sleep(seconds);
      writer.stop();
      Futures.of(writing);
    } finally {
      writer.stop();
      thread.shutdownNow();
    }
  }

  private static long percentile(List<Duration> sorted, int percent) {
    int at = Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    return sorted.get(at).toMillis();
  }
}
