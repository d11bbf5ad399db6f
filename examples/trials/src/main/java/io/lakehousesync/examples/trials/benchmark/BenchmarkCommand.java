package io.lakehousesync.examples.trials.benchmark;

import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.Machine;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run benchmark}. */
@Command(
    name = "benchmark",
    sortOptions = false,
    description =
        "Compares the library with the bare INSERT ... SELECT of the engine, and with SQL that is"
            + " written by hand: how fast a first load, a backlog and small batches are copied,"
            + " what that costs PostgreSQL, how long it delays a writer, and how many rows are wrong at the end. Does not use Snowflake: its"
            + " options have no effect.")
public final class BenchmarkCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "300000",
      description = "The number of rows in each of three backlogs (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "25",
      description = "How many small batches to measure (default: ${DEFAULT-VALUE}).")
  int samples;

  @Option(
      names = "--load-rows",
      paramLabel = "N",
      defaultValue = "300000",
      description =
          "The number of rows in the first load that is compared with the bare statement of the"
              + " engine (default: ${DEFAULT-VALUE}).")
  int loadRows;

  @Option(
      names = "--file-rows",
      paramLabel = "N",
      description =
          "Load the Iceberg table whose rows are updated in small batches again, in files of N rows"
              + " (default: it keeps the files of the first load). Use 60000 if a copy fails with"
              + " SQLSTATE 22P07.")
  @Nullable Integer fileRows;

  @Option(
      names = "--maintain",
      description = "Run the library's maintenance after every 10 rounds of small batches.")
  boolean maintain;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the results and the machine to this file, as tables of Markdown.")
  @Nullable Path report;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public BenchmarkCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--rows", rows);
    ArgumentChecks.atLeastOne(spec, "--samples", samples);
    ArgumentChecks.atLeastOne(spec, "--load-rows", loadRows);
    if (fileRows != null) {
      ArgumentChecks.atLeastOne(spec, "--file-rows", fileRows);
    }
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened =
        Services.openPostgres(services, Contestant.SCHEMA, BenchmarkRun.CONNECTIONS)) {
      DataSource postgres = opened.postgres();
      WorkloadDatabase database =
          new WorkloadDatabase(postgres, Contestant.SCHEMA, services.locationPrefix());
      List<WorkloadTable> tables = new ArrayList<>(Contestant.allIn(postgres));
      tables.addAll(EngineRun.tables(postgres));
      database.prepare(tables, reset ? Existing.RESET : Existing.REFUSE, tables);
      EngineRun engine = new EngineRun(out, postgres, loadRows, fileRows, maintain);
      List<Ratio> ratios = engine.run(samples);
      List<BenchmarkResult> results = new BenchmarkRun(out, postgres, database, rows).run(samples);
      results.forEach(result -> out.println(result.line()));
      results.stream()
          .map(result -> result.comparison(results))
          .flatMap(Optional::stream)
          .forEach(out::println);
      if (report != null) {
        new BenchmarkReport(
                "examples/run benchmark --rows %d --samples %d --load-rows %d%s%s"
                    .formatted(
                        rows,
                        samples,
                        loadRows,
                        fileRows == null ? "" : " --file-rows " + fileRows,
                        maintain ? " --maintain" : ""),
                Machine.describe(postgres),
                ratios,
                results)
            .write(report);
      }
      boolean right = engine.isRight() && BenchmarkResult.isLibraryRight(results);
      out.println(
          right
              ? "The library's tables have every row, in its newest version."
              : "FAILED: a table of the library has wrong rows.");
      return right ? 0 : 1;
    }
  }
}
