package io.lakehousesync.examples.load;

import io.lakehousesync.examples.ServiceOptions;
import io.lakehousesync.examples.Services;
import io.lakehousesync.examples.workload.Arguments;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.WorkloadDatabase.Existing;
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
        "Compares indexes on the column with the transaction id: their size, what they cost an"
            + " insert, and what it costs to find a batch of 1,000 rows. PostgreSQL alone: the options"
            + " for S3 and Snowflake have no effect.")
public final class IndexCommand implements Callable<Integer> {
  private static final String SCHEMA = "indextest";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many rows each table has (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start anew.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Made by picocli. */
  public IndexCommand() {}

  @Override
  public Integer call() throws Exception {
    Arguments.atLeastOne(spec, "--rows", rows);
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
