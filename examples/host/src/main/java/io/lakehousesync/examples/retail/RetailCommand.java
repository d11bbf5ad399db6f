package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.OutputFile;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.page.PageOptions;
import io.lakehousesync.examples.page.SyncWatch;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code examples/run retail}. */
@Command(
    name = "retail",
    sortOptions = false,
    customSynopsis = "examples/run retail [OPTION ...]",
    description =
        "Writes retail transactions, syncs them into Iceberg tables and Snowflake, and"
            + " compares all three sides. Without options, everything runs in this process."
            + " Options for your own services can also be set in the environment: --pg-url"
            + " as LAKEHOUSE_PG_URL, and so on.%n")
public final class RetailCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--transactions",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many transactions to write (default: ${DEFAULT-VALUE}).")
  int transactions;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many of them per commit (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--sync-every",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Sync after this many transactions; 0: once at the end (default: ${DEFAULT-VALUE}).")
  int syncEvery;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed for repeatable data (default: random, printed).")
  @Nullable Long seed;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "retail",
      description = "Schema for the simulation's tables (default: ${DEFAULT-VALUE}).")
  String schema = "retail";

  @ArgGroup Existing existing = new Existing();

  static final class Existing {
    @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
    boolean reset;

    @Option(names = "--resume", description = "Continue with the rows in the schema if it exists.")
    boolean resume;

    RetailDatabase.Existing choice() {
      return reset
          ? RetailDatabase.Existing.RESET
          : resume ? RetailDatabase.Existing.RESUME : RetailDatabase.Existing.REFUSE;
    }
  }

  @Option(names = "--summary", paramLabel = "FILE", description = "Write the result as JSON.")
  @Nullable Path summary;

  @Mixin PageOptions page = new PageOptions();

  @Option(
      names = "--keep",
      description =
          "Leave the embedded services up at the end, until Ctrl-C, and print how to connect.")
  boolean keep;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @ArgGroup(validate = false, exclusive = false, heading = "%nYour own services%n%n")
  ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public RetailCommand() {}

  @Override
  public Integer call() throws Exception {
    atLeast("--transactions", transactions, 0);
    atLeast("--batch-size", batchSize, 1);
    atLeast("--sync-every", syncEvery, 0);
    if (schema.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--schema must not be empty");
    }
    services.check();
    if (summary != null) {
      OutputFile.check("--summary", summary);
    }
    page.check();
    PrintStream out = System.out;
    Output output = new Output(out, false);
    out.println("Starting services ...");
    RetailDatabase database = new RetailDatabase(schema, services.locationPrefix());
    try (Services opened = Services.open(services, schema);
        SyncWatch watch = page.watch(RetailTables.in(database), opened.postgres(), output)) {
      RetailRun run =
          new RetailRun(
              out,
              opened,
              services,
              database,
              seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed,
              watch);
      RetailResult result = run.run(transactions, batchSize, syncEvery, existing.choice());
      out.println();
      out.println(result.sentence());
      out.println(result.line());
      if (summary != null) {
        write(result, summary);
      }
      if (keep) {
        keep(opened);
      }
      return result.allAgree() ? 0 : 1;
    }
  }

  private static void write(RetailResult result, Path file) {
    try {
      result.write(file);
    } catch (IOException e) {
      throw new UserException(
          Kind.FAILURE, "--summary %s cannot be written: %s".formatted(file, e), e);
    }
  }

  private void keep(Services services) throws InterruptedException {
    List<String> lines = services.howToConnect();
    if (lines.isEmpty()) {
      System.err.println("None of the services runs inside this process: --keep keeps nothing up.");
      return;
    }
    System.err.printf(
        "%nThe services stay up until Ctrl-C; the tables are in schema '%s'. To connect, also from"
            + " another examples/run:%n%n",
        schema);
    lines.forEach(line -> System.err.println("  " + line));
    new CountDownLatch(1).await();
  }

  private void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), "%s must be at least %d, got %d".formatted(option, least, value));
    }
  }
}
