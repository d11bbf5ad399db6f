package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import java.io.PrintStream;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run indextest}. */
@Command(
    name = "indextest",
    sortOptions = false,
    description =
        "Compares indexes on the column with the transaction id: their size, what they cost"
            + " an insert, and what it costs to find a batch of 1,000 rows. Uses"
            + " only PostgreSQL: the options for S3 and Snowflake have no effect.")
public final class IndexCommand implements Callable<Integer> {
  private static final String SCHEMA = "indextest";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many rows each table has (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public IndexCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--rows", rows);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.openPostgres(services, SCHEMA, 1)) {
      new WorkloadDatabase(opened.postgres(), SCHEMA, services.locationPrefix())
          .prepare(List.of(), reset ? Existing.RESET : Existing.REFUSE, List.of());
      try (Connection connection = opened.postgres().getConnection()) {
        for (IndexKind kind : IndexKind.values()) {
          out.println(new IndexRun(connection, kind).run(rows).line());
        }
      }
      return 0;
    }
  }
}
