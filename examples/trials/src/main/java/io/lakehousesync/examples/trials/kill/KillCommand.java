package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run killtest}. */
@Command(
    name = "killtest",
    sortOptions = false,
    description =
        "Syncs tables with every kind of tracking in a process that is killed again and again"
            + " while other sessions write, and counts missing, duplicate and outdated rows"
            + " at the end. Two kinds that are wrong on purpose take part, to show that the"
            + " test can fail.")
public final class KillCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many processes to kill (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many sessions write (default: ${DEFAULT-VALUE}).")
  int writers;

  @Option(
      names = "--tracking",
      paramLabel = "NAME",
      split = ",",
      description = "The kinds to test, separated by commas. Default: all of the library.")
  List<String> tracking = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the transactions and of the kills; how they interleave is not repeatable.")
  @Nullable Long seed;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public KillCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--kills", kills);
    ArgumentChecks.atLeastOne(spec, "--writers", writers);
    List<TestedTracking> kinds = kinds();
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened =
        Services.open(services, TestedTracking.SCHEMA, KillRun.connections(writers))) {
      KillRun run = prepare(out, opened, kinds);
      List<KillResult> results = run.run(kills, writers);
      run.kills().histogram().forEach(out::println);
      out.printf(
          "%d runs of a table failed before the process was killed%n", run.failures().size());
      if (verbose) {
        run.failures().forEach(out::println);
      }
      results.forEach(result -> out.println(result.line()));
      out.println(KillVerdict.of(results, run.kills()));
      return 0;
    }
  }

  private KillRun prepare(PrintStream out, Services opened, List<TestedTracking> kinds)
      throws SQLException {
    WorkloadDatabase database =
        new WorkloadDatabase(opened.postgres(), TestedTracking.SCHEMA, services.locationPrefix());
    database.prepare(
        tables(kinds.stream(), opened),
        reset ? Existing.RESET : Existing.REFUSE,
        tables(TestedTracking.all(), opened));
    ServedTables served = new ServedTables(opened.snowflake(), services.snowflakeSchema());
    served.prepare();
    if (reset) {
      for (TestedTracking kind : kinds) {
        served.drop(kind.profile());
      }
    }
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    out.printf(
        "%d kills, %d writers, one more transaction held open, seed %d%n", kills, writers, chosen);
    return new KillRun(out, opened, services, database, kinds, new Random(chosen));
  }

  private static List<WorkloadTable> tables(Stream<TestedTracking> kinds, Services opened) {
    return kinds.map(kind -> kind.over(opened.postgres())).toList();
  }

  private List<TestedTracking> kinds() {
    List<String> known = TestedTracking.OF_THE_LIBRARY.stream().map(TestedTracking::name).toList();
    ArgumentChecks.known(spec, tracking, known);
    return TestedTracking.all()
        .filter(
            kind ->
                kind.wrong().isPresent() || tracking.isEmpty() || tracking.contains(kind.name()))
        .toList();
  }
}
