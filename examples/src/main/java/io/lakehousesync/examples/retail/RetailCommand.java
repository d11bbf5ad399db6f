package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.ServiceOptions;
import io.lakehousesync.examples.Services;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
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
    mixinStandardHelpOptions = true,
    description =
        "Writes retail transactions, syncs them into Iceberg tables and Snowflake, and compares all"
            + " three sides. Without options, everything runs inside this process.")
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
      description = "Sync after so many; 0: once at the end (default: ${DEFAULT-VALUE}).")
  int syncEvery;

  @Option(names = "--seed", paramLabel = "N", description = "Seed for repeatable data.")
  @Nullable Long seed;

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "retail",
      description = "Schema for the simulation's tables (default: ${DEFAULT-VALUE}).")
  String schema = "retail";

  @ArgGroup Existing existing = new Existing();

  static final class Existing {
    @Option(names = "--reset", description = "Drop the schema if it exists, and start anew.")
    boolean reset;

    @Option(names = "--resume", description = "Go on with the rows in the schema if it exists.")
    boolean resume;

    RetailDatabase.Existing choice() {
      return reset
          ? RetailDatabase.Existing.RESET
          : resume ? RetailDatabase.Existing.RESUME : RetailDatabase.Existing.REFUSE;
    }
  }

  @Option(names = "--summary", paramLabel = "FILE", description = "Write the result as JSON, too.")
  @Nullable Path summary;

  @Option(
      names = "--keep",
      description = "Leave the embedded services up at the end, until Ctrl-C.")
  boolean keep;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Made by picocli. */
  public RetailCommand() {}

  @Override
  public Integer call() throws Exception {
    atLeast("--transactions", transactions, 0);
    atLeast("--batch-size", batchSize, 1);
    atLeast("--sync-every", syncEvery, 0);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.open(services, binaries(), schema)) {
      RetailRun run =
          new RetailRun(
              out,
              opened,
              services,
              new RetailDatabase(schema, Optional.of(opened.locationPrefix())),
              seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed);
      RetailResult result = run.run(transactions, batchSize, syncEvery, existing.choice());
      if (summary != null) {
        write(result, summary);
      }
      out.println(result.line());
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

  private static void keep(Services services) throws InterruptedException {
    services
        .lakehouse()
        .ifPresent(
            lakehouse -> {
              EmbeddedPgLake pgLake = lakehouse.pgLake();
              System.err.printf(
                  "The services stay up until Ctrl-C. Connect with:%n  PGPASSWORD=%s psql -h 127.0.0.1 -p %d -U %s postgres%n",
                  pgLake.password(), pgLake.port(), pgLake.user());
            });
    new CountDownLatch(1).await();
  }

  /** Kept with the build, so that they go with {@code mvn clean}. */
  private static Path binaries() {
    return Path.of(System.getProperty("examples.directory", "examples"), "target", "postgresql");
  }

  private void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), "%s must be at least %d, got %d".formatted(option, least, value));
    }
  }
}
