package io.lakehousesync.examples.trials.group;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.examples.trials.workload.Futures;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.postgres.PgLakeSetup;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run grouptest}. */
@Command(
    name = "grouptest",
    sortOptions = false,
    description =
        "Copies orders and lines as a group and, wrong on purpose, without a group, in a process that"
            + " is killed again and again, while writers change both tables in each transaction."
            + " Counts how often a reader sees a total that is not the sum of its lines, and the rows"
            + " that differ at the end.")
public final class GroupCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many processes to kill (default: ${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many sessions write (default: ${DEFAULT-VALUE}).")
  int writers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the transactions and of the kills.")
  @Nullable Long seed;

  @Option(names = "--reset", description = "Drop the schema if it exists, and start again.")
  boolean reset;

  @Mixin ServiceOptions services = new ServiceOptions();

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong commits = new AtomicLong();

  /** Called by picocli. */
  public GroupCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--kills", kills);
    ArgumentChecks.atLeastOne(spec, "--writers", writers);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.open(services, Pair.SCHEMA, writers + 6)) {
      prepare(opened);
      long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
      out.printf("%d kills, %d writers, seed %d%n", kills, writers, chosen);
      run(out, opened, new Random(chosen));
      return 0;
    }
  }

  private void prepare(Services opened) throws SQLException {
    PgLakeSetup setup = PgLakeSetup.of(opened.postgres());
    if (reset) {
      // Deletes the checkpoints of an earlier trial.
      setup.teardown(Pair.GROUP.tables());
      setup.teardown(Pair.SEPARATE.tables());
    }
    new WorkloadDatabase(opened.postgres(), Pair.SCHEMA, services.locationPrefix())
        .prepare(List.of(), reset ? Existing.RESET : Existing.REFUSE, List.of());
    try (Connection connection = opened.postgres().getConnection()) {
      WorkloadDatabase.execute(
          connection,
          "CREATE TABLE grouptest.orders (id int PRIMARY KEY, total bigint NOT NULL)",
          """
          CREATE TABLE grouptest.lines (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            order_id int NOT NULL, amount bigint NOT NULL)""",
          "CREATE INDEX ON grouptest.lines (order_id)");
    }
    setup.apply(Pair.GROUP.tables());
    setup.apply(Pair.SEPARATE.tables());
    setup.applyGroups(List.of(GroupSync.GROUP));
    String schema = services.snowflakeSchema();
    try (Connection connection = opened.snowflake().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS " + services.snowflakeDatabase());
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
      for (String table :
          List.of(
              "TOGETHER_ORDERS",
              "TOGETHER_LINES",
              "TOGETHER_CUTS",
              "SEPARATE_ORDERS",
              "SEPARATE_LINES")) {
        statement.execute("DROP ICEBERG TABLE IF EXISTS %s.%s".formatted(schema, table));
      }
    }
    // The first load pages through the tables, before there is a cut.
    complete(opened);
  }

  private void complete(Services opened) {
    try (LakehouseSync sync = GroupSync.of(opened, services)) {
      sync.runOnce().orThrow();
      sync.runOnce().orThrow();
    }
  }

  private void run(PrintStream out, Services opened, Random random) throws Exception {
    SumReader reader =
        new SumReader(opened.postgres(), List.of(Pair.GROUP, Pair.SEPARATE), stopped::get);
    List<String> failures = new ArrayList<>();
    List<String> older = new ArrayList<>();
    ServedCut catalog = new ServedCut(opened, services);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> sessions = new ArrayList<>();
      sessions.add(threads.submit(reader));
      for (int i = 0; i < writers; i++) {
        sessions.add(
            threads.submit(
                new OrderWriter(opened.postgres(), i, random.nextLong(), stopped::get, commits)));
      }
      for (int kill = 1; kill <= kills; kill++) {
        Duration delay = Duration.ofMillis(random.nextInt(1_000));
        failures.addAll(KilledHost.run(opened.environment(), delay));
        catalog.older().ifPresent(older::add);
        for (Future<?> session : sessions) {
          if (session.isDone()) {
            Futures.of(session);
          }
        }
      }
      stopped.set(true);
      for (Future<?> session : sessions) {
        Futures.of(session);
      }
    } finally {
      stopped.set(true);
      threads.shutdownNow();
    }
    complete(opened);
    catalog.older().ifPresent(older::add);
    failures.forEach(out::println);
    older.forEach(out::println);
    out.printf(
        "%d kills, %d transactions, %d runs of a table failed before the process was killed,"
            + " %d times a table was older than the newest cut in the catalog%n",
        kills, commits.get(), failures.size(), older.size());
    out.println(verdict(out, opened, reader, older.size()));
  }

  private static String verdict(PrintStream out, Services opened, SumReader reader, int older)
      throws SQLException {
    long[] different = new long[2];
    List<Pair> pairs = List.of(Pair.GROUP, Pair.SEPARATE);
    try (Connection connection = opened.postgres().getConnection()) {
      for (int i = 0; i < pairs.size(); i++) {
        Pair pair = pairs.get(i);
        different[i] = SumReader.number(connection, pair.different());
        out.printf(
            "GROUP pair=%s reads=%d broken=%d different=%d%n",
            pair.name(), reader.seen(pair).reads(), reader.seen(pair).broken(), different[i]);
      }
    }
    Optional<String> problem = Optional.empty();
    if (reader.seen(Pair.GROUP).broken() > 0 || different[0] + different[1] > 0 || older > 0) {
      problem = Optional.of("A guarantee was broken: see the counts that are not 0.");
    } else if (reader.seen(Pair.SEPARATE).broken() == 0) {
      problem =
          Optional.of(
              "This run proves nothing: the sums of the separate tables were never broken.");
    }
    if (problem.isPresent()) {
      throw new UserException(UserException.Kind.FAILURE, problem.get(), null);
    }
    return "No reader has seen broken sums in the group, under kills and writers that broke them without a group.";
  }
}
