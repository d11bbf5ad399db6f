package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code examples/run lakehouse}: something to try the host application on. */
@Command(
    name = "lakehouse",
    sortOptions = false,
    customSynopsis = "examples/run lakehouse [OPTION ...]",
    description =
        "Starts PostgreSQL with pg_lake, S3 and the stand-in for Snowflake in this process, writes"
            + " retail transactions, and a configuration for the other commands. Ends with"
            + " Ctrl-C, and leaves nothing behind.%n")
public final class LakehouseCommand implements Callable<Integer> {
  private static final String SCHEMA = "retail";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Where the configuration is written (default: lakehouse.properties).")
  Path config = Path.of("lakehouse.properties");

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Transactions to write per second; 0: none (default: ${DEFAULT-VALUE}).")
  int rate;

  @Option(names = "--verbose", description = "Show stack traces.")
  boolean verbose;

  private final CountDownLatch end = new CountDownLatch(1);

  /** Made by picocli. */
  public LakehouseCommand() {}

  @Override
  public Integer call() throws Exception {
    if (Files.exists(config)) {
      throw new UserException(
          Kind.USAGE,
          "--config %s is there already: remove it, or name another file.".formatted(config),
          null);
    }
    Path binaries =
        Path.of(System.getProperty("examples.directory", "examples"), "target", "postgresql");
    System.out.println("Starting PostgreSQL, S3 and the stand-in for Snowflake ...");
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(ended), "stop-lakehouse"));
    try (EmbeddedLakehouse lakehouse = EmbeddedLakehouse.builder().binaries(binaries).start();
        EmbeddedSnowflake snowflake = EmbeddedSnowflake.builder(lakehouse.s3()).start()) {
      PGSimpleDataSource postgres = new PGSimpleDataSource();
      postgres.setUrl(lakehouse.pgLake().jdbcUrl());
      postgres.setUser(lakehouse.pgLake().user());
      postgres.setPassword(lakehouse.pgLake().password());
      postgres.setCurrentSchema(SCHEMA);
      try (Connection connection = postgres.getConnection()) {
        new RetailDatabase(SCHEMA, Optional.empty())
            .prepare(connection, RetailDatabase.Existing.REFUSE);
        LakehouseConfiguration.write(config, lakehouse, snowflake);
        tell();
        write(connection);
      }
    } catch (Exception e) {
      if (end.getCount() > 0) {
        throw e;
      }
      // It was told to end while it was starting, which breaks what was under way.
      return 1;
    } finally {
      Files.deleteIfExists(config);
      ended.countDown();
    }
    return 0;
  }

  /** Tells the other thread to end, and lets the process end when it has. */
  private void awaitEnd(CountDownLatch ended) {
    end.countDown();
    System.out.println("Ending PostgreSQL, S3 and the stand-in for Snowflake ...");
    try {
      if (ended.await(30, TimeUnit.SECONDS)) {
        System.out.printf(
            "The lakehouse has ended, and left nothing behind; %s is removed.%n", config);
      } else {
        System.err.println("warning: the services did not stop within 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    System.out.printf(
        """

        The lakehouse is up until Ctrl-C, with the article's tables in schema %s. In another shell:

          examples/run setup  --config %2$s --apply
          examples/run sync   --config %2$s --duration 1m
          examples/run status --config %2$s --watch

        %n""",
        SCHEMA, config);
  }

  private void write(Connection connection) throws SQLException, InterruptedException, IOException {
    TransactionGenerator generator = TransactionGenerator.load(connection, new Random());
    while (!end.await(1, TimeUnit.SECONDS)) {
      if (rate > 0) {
        TransactionWriter.write(connection, generator.batch(rate));
      }
    }
  }
}
