package io.lakehousesync.examples.trials.loss;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.adversary.Adversary;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.examples.trials.workload.Writers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
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
        "Copies tables with every kind of tracking, and with some naive SQL, while other"
            + " sessions write, and counts missing, duplicate and outdated rows at the end. Then"
            + " attacks tables with the default tracking by everything that can happen to a heap"
            + " table, while they are copied and verified."
            + " Does not use Snowflake: its options have no effect.")
public final class LossCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long each of the two parts writes (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many sessions write in the first part (default: ${DEFAULT-VALUE}).")
  int writers;

  @Option(
      names = "--tracking",
      paramLabel = "NAME",
      split = ",",
      description =
          "The kinds to test, separated by commas; adversary is the second part. Default: all.")
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

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public LossCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--seconds", seconds);
    ArgumentChecks.atLeastOne(spec, "--writers", writers);
    List<String> names = names();
    PrintStream out = System.out;
    out.println("Starting services ...");
    int connections = Math.max(LossRun.connections(writers, names.size()), Adversary.connections());
    try (Services opened = Services.openPostgres(services, CopyMethods.SCHEMA, connections)) {
      LossResults results = run(out, opened, names);
      results.print(out);
      out.println(results.verdict(Duration.ofSeconds(seconds)));
      return 0;
    }
  }

  private LossResults run(PrintStream out, Services opened, List<String> names) throws Exception {
    DataSource postgres = opened.postgres();
    List<CopyMethod> kinds = CopyMethods.named(names, postgres);
    Adversary adversary =
        new Adversary(CopyMethods.SCHEMA, postgres, unpooled(opened.environment()));
    boolean attacks = names.contains(Adversary.NAME);
    WorkloadDatabase database =
        new WorkloadDatabase(postgres, CopyMethods.SCHEMA, services.locationPrefix());
    database.prepare(
        tables(kinds, attacks ? adversary.tables() : List.of()),
        reset ? WorkloadDatabase.Existing.RESET : WorkloadDatabase.Existing.REFUSE,
        tables(CopyMethods.named(CopyMethods.names(), postgres), adversary.tables()));
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    LossResults results = new LossResults();
    if (!kinds.isEmpty()) {
      results.add(writeToKinds(out, postgres, database, kinds, chosen));
    }
    if (attacks) {
      out.printf("Attacking the default tracking for %d s, seed %d%n", seconds, chosen);
      results.add(adversary.run(out, Duration.ofSeconds(seconds), chosen));
    }
    return results;
  }

  private List<LossResult> writeToKinds(
      PrintStream out,
      DataSource postgres,
      WorkloadDatabase database,
      List<CopyMethod> kinds,
      long chosen)
      throws Exception {
    for (CopyMethod kind : kinds) {
      out.printf("%-15s %s%n", kind.profile().name(), kind.promise());
    }
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

  private static List<WorkloadTable> tables(
      List<? extends WorkloadTable> first, List<? extends WorkloadTable> second) {
    List<WorkloadTable> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static DataSource unpooled(Map<String, String> environment) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(environment.get("LAKEHOUSE_PG_URL"));
    source.setUser(environment.get("LAKEHOUSE_PG_USER"));
    source.setPassword(environment.get("LAKEHOUSE_PG_PASSWORD"));
    return source;
  }

  private List<String> names() {
    List<String> known = new ArrayList<>(CopyMethods.names());
    known.add(Adversary.NAME);
    ArgumentChecks.known(spec, tracking, known);
    return tracking.isEmpty() ? known : known.stream().filter(tracking::contains).toList();
  }
}
