package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.peers.contestant.Contestants;
import io.lakehousesync.examples.peers.contestant.Kind;
import io.lakehousesync.examples.peers.measure.ServerProcesses;
import io.lakehousesync.examples.peers.measure.ServerProcesses.Engine;
import io.lakehousesync.examples.peers.protocol.PeerSettings;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.Machine;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code examples/run peers}. */
@Command(
    name = "peers",
    sortOptions = false,
    description =
        "Compares the library with Spark, Debezium, pg_incremental and the bare statement of the"
            + " engine, on the same rows: rows per second, CPU time of client and server, memory,"
            + " retained WAL, and what a writer pays. A server of --pg-url needs wal_level ="
            + " logical. Does not use Snowflake: its options have no effect.")
public final class PeersCommand implements Callable<Integer> {
  /** Two for the writer and the samples of WAL, one for statements, and one to spare. */
  private static final int CONNECTIONS = 4;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "The number of rows in the first load (default: ${DEFAULT-VALUE}).")
  int rows;

  @Option(
      names = "--backlog-rows",
      paramLabel = "N",
      defaultValue = "50000",
      description = "The number of rows in each of two backlogs (default: ${DEFAULT-VALUE}).")
  int backlogRows;

  @Option(
      names = "--writer-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long the writer writes, at least (default: ${DEFAULT-VALUE}).")
  int writerSeconds;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these ways: bare, lakehouse-sync, pg_incremental, spark, debezium (default: all).")
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      split = ",",
      description =
          "The first process of PostgreSQL, and of its query engine, if the command cannot find"
              + " them. Linux only.")
  List<Long> serverPids = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the results and the machine to this file, as Markdown.")
  @Nullable Path report;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  /** Called by picocli. */
  public PeersCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--rows", rows);
    ArgumentChecks.atLeastOne(spec, "--backlog-rows", backlogRows);
    ArgumentChecks.atLeastOne(spec, "--writer-seconds", writerSeconds);
    List<Kind> kinds = kinds();
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened =
        Services.openPostgres(services, Kind.SCHEMA, CONNECTIONS, Map.of("wal_level", "logical"))) {
      S3Settings s3 =
          opened
              .s3()
              .orElseThrow(
                  () ->
                      new UserException(
                          UserException.Kind.USAGE,
                          "The peers write to S3 themselves: with --pg-url, give --s3-access-key"
                              + " and --s3-secret-key too.",
                          null));
      PeersReport result = measure(out, opened, s3, kinds);
      out.println();
      out.println(result.machine());
      out.println();
      result.lines().forEach(out::println);
      if (report != null) {
        result.write(report);
      }
      return result.isComplete() ? 0 : 1;
    }
  }

  private PeersReport measure(PrintStream out, Services opened, S3Settings s3, List<Kind> kinds)
      throws Exception {
    DataSource postgres = opened.postgres();
    Engine engine = opened.howToConnect().isEmpty() ? Engine.SERVER : Engine.EMBEDDED;
    Optional<ServerProcesses> server = ServerProcesses.find(postgres, serverPids, engine);
    Path directory = Files.createTempDirectory("peers-");
    try {
      PeersRun run = new PeersRun(out, postgres, contestants(opened, s3, directory));
      run.createTables(
          kinds,
          new WorkloadDatabase(postgres, Kind.SCHEMA, services.locationPrefix()),
          reset ? Existing.RESET : Existing.REFUSE);
      PeersPlan plan = new PeersPlan(rows, backlogRows, Duration.ofSeconds(writerSeconds));
      return new PeersReport(
          command(),
          Machine.describe(postgres),
          serverNote(server, engine),
          run.run(kinds, s3, server, plan));
    } finally {
      delete(directory);
    }
  }

  private static Contestants contestants(Services opened, S3Settings s3, Path directory) {
    Map<String, String> environment = opened.environment();
    return new Contestants(
        opened.postgres(),
        environment.getOrDefault("LAKEHOUSE_PG_URL", ""),
        environment.getOrDefault("LAKEHOUSE_PG_USER", ""),
        environment.getOrDefault("LAKEHOUSE_PG_PASSWORD", ""),
        new PeerSettings.S3(
            s3.endpoint().map(URI::toString),
            s3.region(),
            s3.accessKeyId(),
            s3.secretAccessKey(),
            s3.addressing() == S3Settings.Addressing.PATH),
        environment.get("LAKEHOUSE_LOCATION_PREFIX") + "peers/",
        directory,
        Path.of(System.getProperty("examples.directory", "examples")));
  }

  private static String serverNote(Optional<ServerProcesses> server, Engine engine) {
    if (server.isEmpty()) {
      return "not measured, because the processes of PostgreSQL are not visible on this machine.";
    }
    return engine == Engine.EMBEDDED
        ? "PostgreSQL, and this program, which is the stand-in's query engine and S3."
        : "all processes of PostgreSQL, and pgduck_server.";
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (String label : peers.isEmpty() ? Kind.labels() : peers) {
      kinds.add(
          Kind.of(label)
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(),
                          "--peers does not know '%s'; it knows %s"
                              .formatted(label, String.join(", ", Kind.labels())))));
    }
    return kinds;
  }

  private String command() {
    return "examples/run peers --rows %d --backlog-rows %d --writer-seconds %d%s"
        .formatted(
            rows,
            backlogRows,
            writerSeconds,
            peers.isEmpty() ? "" : " --peers " + String.join(",", peers));
  }
}
