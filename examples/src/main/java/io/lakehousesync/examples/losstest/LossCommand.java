package io.lakehousesync.examples.losstest;

import io.lakehousesync.examples.ServiceOptions;
import io.lakehousesync.examples.Services;
import io.lakehousesync.examples.workload.Arguments;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.Writers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run losstest}. */
@Command(
    name = "losstest",
    sortOptions = false,
    description =
        "Copies tables by every kind of tracking, and by some naive SQL, while writers do their"
            + " worst, and counts what the Iceberg tables lack at the end. Ends at the Iceberg"
            + " tables: the options for Snowflake have no effect.")
public final class LossCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long to write (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many sessions write (default: ${DEFAULT-VALUE}).")
  int writers;

  @Option(
      names = "--tracking",
      paramLabel = "NAME",
      split = ",",
      description = "The kinds to test, separated by commas. Default: all of them.")
  List<String> tracking = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the writers' transactions; how they interleave is not repeatable.")
  @Nullable Long seed;

  @Option(
      names = "--open-transaction",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Hold one transaction with rows in the tables open for the whole run, or not (default:"
              + " held open).")
  boolean openTransaction;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start anew.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Made by picocli. */
  public LossCommand() {}

  @Override
  public Integer call() throws Exception {
    Arguments.atLeastOne(spec, "--seconds", seconds);
    Arguments.atLeastOne(spec, "--writers", writers);
    List<String> names = names();
    PrintStream out = System.out;
    out.println("Starting services ...");
    int connections = LossRun.connections(writers, names.size());
    try (Services opened = Services.openPostgres(services, Kinds.SCHEMA, connections)) {
      List<LossResult> results = run(out, opened, names);
      results.forEach(result -> out.println(result.line()));
      out.println(Verdict.of(results, Duration.ofSeconds(seconds)));
      return 0;
    }
  }

  private List<LossResult> run(PrintStream out, Services opened, List<String> names)
      throws Exception {
    DataSource postgres = opened.postgres();
    List<Kind> kinds = Kinds.named(names, postgres);
    WorkloadDatabase database =
        new WorkloadDatabase(postgres, Kinds.SCHEMA, services.locationPrefix());
    database.prepare(
        kinds,
        reset ? WorkloadDatabase.Existing.RESET : WorkloadDatabase.Existing.REFUSE,
        Kinds.named(Kinds.names(), postgres));
    for (Kind kind : kinds) {
      out.printf("%-15s %s%n", kind.profile().name(), kind.promise());
    }
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    out.printf(
        "Writing for %d s, %d writers, %s, seed %d%n",
        seconds,
        writers,
        openTransaction ? "one more transaction held open" : "no transaction held open",
        chosen);
    return new LossRun(out, postgres, database, kinds)
        .run(
            Duration.ofSeconds(seconds),
            writers,
            openTransaction ? Writers.HeldOpen.YES : Writers.HeldOpen.NO,
            chosen);
  }

  private List<String> names() {
    List<String> known = Kinds.names();
    Arguments.known(spec, tracking, known);
    return tracking.isEmpty() ? known : known.stream().filter(tracking::contains).toList();
  }
}
