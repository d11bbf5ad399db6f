package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.examples.services.ConnectionInstructions;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code examples/run lakehouse}: a lakehouse for trying the host application. */
@Command(
    name = "lakehouse",
    sortOptions = false,
    customSynopsis = "examples/run lakehouse [OPTION ...]",
    description =
        "Starts PostgreSQL with pg_lake, S3 and the stand-in for Snowflake in this process."
            + " Writes retail transactions, and a configuration for the other commands."
            + " Ends with Ctrl-C. Without --keep it leaves nothing behind.%n")
public final class LakehouseCommand implements Callable<Integer> {
  private static final String SCHEMA = "retail";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Where the configuration is written (default: lakehouse.properties).")
  Path config = Path.of("lakehouse.properties");

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description =
          "Keep PostgreSQL's data and S3's objects there, and continue with them the next time. The"
              + " stand-in for Snowflake starts empty each time: setup --apply fills it.")
  @Nullable Path keep;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Transactions to write per second; 0: none (default: ${DEFAULT-VALUE}).")
  int rate;

  @Option(names = "--verbose", description = "Show stack traces.")
  boolean verbose;

  private final LakehouseShutdown end = new LakehouseShutdown();

  /** Called by picocli. */
  public LakehouseCommand() {}

  @Override
  public Integer call() throws Exception {
    if (Files.exists(config)) {
      throw new UserException(
          Kind.USAGE,
          "--config %s exists already: remove it, or name another file.".formatted(config),
          null);
    }
    Path binaries =
        Path.of(System.getProperty("examples.directory", "examples"), "target", "postgresql");
    System.out.println("Starting PostgreSQL, S3 and the stand-in for Snowflake ...");
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "stop-lakehouse"));
    return end.run(
        () -> {
          try (EmbeddedLakehouse lakehouse = start(binaries);
              EmbeddedSnowflake snowflake = EmbeddedSnowflake.builder(lakehouse.s3()).start()) {
            end.use(() -> run(lakehouse, snowflake));
          } finally {
            Files.deleteIfExists(config);
          }
        });
  }

  private EmbeddedLakehouse start(Path binaries) {
    EmbeddedLakehouse.Builder builder = EmbeddedLakehouse.builder().binaries(binaries);
    if (keep == null) {
      return builder.start();
    }
    try {
      return builder.keep(keep).start();
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new UserException(Kind.FAILURE, "--keep %s: %s".formatted(keep, e.getMessage()), e);
    }
  }

  private void run(EmbeddedLakehouse lakehouse, EmbeddedSnowflake snowflake)
      throws SQLException, InterruptedException, IOException {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(lakehouse.pgLake().jdbcUrl());
    postgres.setUser(lakehouse.pgLake().user());
    postgres.setPassword(lakehouse.pgLake().password());
    postgres.setCurrentSchema(SCHEMA);
    try (Connection connection = postgres.getConnection()) {
      new RetailDatabase(SCHEMA, Optional.empty())
          .prepare(
              connection,
              keep == null ? RetailDatabase.Existing.REFUSE : RetailDatabase.Existing.RESUME);
      LakehouseConfiguration.write(config, lakehouse, snowflake);
      printInstructions(lakehouse, snowflake);
      write(connection);
    }
  }

  /** Stops the other thread, and waits until it has ended. */
  private void end() {
    System.out.println("Ending PostgreSQL, S3 and the stand-in for Snowflake ...");
    try {
      Optional<String> left = end.end(30, TimeUnit.SECONDS);
      if (left.isPresent()) {
        System.err.println("warning: " + left.get());
      } else {
        System.out.printf(
            "The lakehouse has ended, and %s; %s is removed.%n",
            keep == null ? "left nothing behind" : "its data is in " + keep, config);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void printInstructions(EmbeddedLakehouse lakehouse, EmbeddedSnowflake snowflake) {
    System.out.printf(
        """

        The lakehouse is up until Ctrl-C, with the article's tables in schema %s. In another shell:

          examples/run setup  --config %2$s --apply
          examples/run sync   --config %2$s --duration 1m
          examples/run status --config %2$s --watch
          examples/run query  --config %2$s "SELECT count(*) FROM iceberg_transactions"

        psql, and Snowflake's JDBC driver (for example in DBeaver) connect with:

          %3$s
          %4$s

        """,
        SCHEMA,
        config,
        ConnectionInstructions.psql(lakehouse.pgLake()),
        ConnectionInstructions.jdbcUrl(
            snowflake, LakehouseConfiguration.DATABASE, LakehouseConfiguration.SCHEMA));
  }

  private void write(Connection connection) throws SQLException, InterruptedException, IOException {
    TransactionGenerator generator = TransactionGenerator.load(connection, new Random());
    while (!end.awaitRequest(1, TimeUnit.SECONDS)) {
      if (rate > 0) {
        TransactionWriter.write(connection, generator.batch(rate));
      }
    }
  }
}
