package io.lakehousesync.examples.killtest;

import io.lakehousesync.examples.ServiceOptions;
import io.lakehousesync.examples.Services;
import io.lakehousesync.examples.workload.Arguments;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.WorkloadDatabase.Existing;
import io.lakehousesync.examples.workload.WorkloadTable;
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
        "Syncs tables by every kind of tracking in a process that is killed again and again, while"
            + " writers do their worst, and counts what the Iceberg tables and Snowflake lack at"
            + " the end. Two kinds that are wrong on purpose run along, to show that it can fail.")
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
      description = "Seed of the transactions and of the kills; how they meet is not repeatable.")
  @Nullable Long seed;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start anew.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Made by picocli. */
  public KillCommand() {}

  @Override
  public Integer call() throws Exception {
    Arguments.atLeastOne(spec, "--kills", kills);
    Arguments.atLeastOne(spec, "--writers", writers);
    List<TestedKind> kinds = kinds();
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened =
        Services.open(services, TestedKind.SCHEMA, KillRun.connections(writers))) {
      KillRun run = prepare(out, opened, kinds);
      List<KillResult> results = run.run(kills, writers);
      run.kills().histogram().forEach(out::println);
      out.printf(
          "%d runs of a table failed before the process was killed%n", run.failures().size());
      if (verbose) {
        run.failures().forEach(out::println);
      }
      results.forEach(result -> out.println(result.line()));
      out.println(Verdict.of(results, run.kills()));
      return 0;
    }
  }

  private KillRun prepare(PrintStream out, Services opened, List<TestedKind> kinds)
      throws SQLException {
    WorkloadDatabase database =
        new WorkloadDatabase(opened.postgres(), TestedKind.SCHEMA, services.locationPrefix());
    database.prepare(
        tables(kinds.stream(), opened),
        reset ? Existing.RESET : Existing.REFUSE,
        tables(TestedKind.all(), opened));
    ServedTables served = new ServedTables(opened.snowflake(), services.snowflakeSchema());
    served.prepare();
    if (reset) {
      for (TestedKind kind : kinds) {
        served.drop(kind.profile());
      }
    }
    long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
    out.printf(
        "%d kills, %d writers, one more transaction held open, seed %d%n", kills, writers, chosen);
    return new KillRun(out, opened, services, database, kinds, new Random(chosen));
  }

  private static List<WorkloadTable> tables(Stream<TestedKind> kinds, Services opened) {
    return kinds.map(kind -> kind.over(opened.postgres())).toList();
  }

  private List<TestedKind> kinds() {
    List<String> known = TestedKind.OF_THE_LIBRARY.stream().map(TestedKind::name).toList();
    Arguments.known(spec, tracking, known);
    return TestedKind.all()
        .filter(
            kind ->
                kind.wrong().isPresent() || tracking.isEmpty() || tracking.contains(kind.name()))
        .toList();
  }
}
