package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.load.LoadTable.Size;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code examples/run load}. */
@Command(
    name = "load",
    sortOptions = false,
    description =
        "Copies a large table for the first time in a process with little memory. The process is"
            + " killed meanwhile, and other sessions write. Then compares what a batch of 1,000 rows"
            + " costs there and in a small table. Does not use Snowflake: its options have no effect.")
public final class LoadCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many rows the table has (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "256m",
      description = "Heap of the process that copies, as in -Xmx (default: ${DEFAULT-VALUE}).")
  String heap = "256m";

  @Option(
      names = "--batch-rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many rows one transaction copies (default: ${DEFAULT-VALUE}).")
  int batchRows;

  @Option(
      names = "--tracking",
      paramLabel = "NAME",
      defaultValue = "xid-append",
      description = "The kind of tracking (default: ${DEFAULT-VALUE}).")
  String tracking = "xid-append";

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many times to kill the process (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many batches of 1,000 rows to measure (default: ${DEFAULT-VALUE}).")
  int samples;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public LoadCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--rows", rows);
    ArgumentChecks.atLeastOne(spec, "--batch-rows", batchRows);
    ArgumentChecks.atLeastOne(spec, "--samples", samples);
    if (kills < 0) {
      throw new ParameterException(spec.commandLine(), "--kills must be at least 0, got " + kills);
    }
    ArgumentChecks.known(spec, List.of(tracking), LoadTable.KINDS);
    if (!heap.matches("[1-9]\\d*[mMgG]")) {
      throw new ParameterException(
          spec.commandLine(), "--heap must look like 256m or 1g, got '%s'".formatted(heap));
    }
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.openPostgres(services, LoadTable.SCHEMA, LoadRun.CONNECTIONS)) {
      DataSource postgres = opened.postgres();
      new WorkloadDatabase(postgres, LoadTable.SCHEMA, services.locationPrefix())
          .prepare(
              tables(Stream.of(tracking), postgres),
              reset ? Existing.RESET : Existing.REFUSE,
              tables(LoadTable.KINDS.stream(), postgres));
      LoadResult result =
          new LoadRun(out, opened, new LoadOptions(rows, heap, batchRows, tracking, kills, samples))
              .run();
      out.println(result.line());
      out.println(result.verdict());
      return 0;
    }
  }

  private static List<WorkloadTable> tables(Stream<String> kinds, DataSource postgres) {
    return kinds
        .flatMap(kind -> Stream.of(Size.values()).map(size -> LoadTable.of(kind, size)))
        .map(table -> table.over(postgres))
        .toList();
  }
}
