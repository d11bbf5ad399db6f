package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.ArgumentChecks;
import io.lakehousesync.table.SyncTable;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code examples/run scale}. */
@Command(
    name = "scale",
    sortOptions = false,
    description =
        "Counts the statements of a cycle over few and over many tables: when nothing is new, and"
            + " when some tables have new rows.")
public final class ScaleCommand implements Callable<Integer> {
  private static final int FEW = 10;

  /**
   * The number of runs before the measurement. They copy each table, record its last check, and
   * copy it once more.
   */
  private static final int WARM_UP = 4;

  private static final String SCHEMA = "scale";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tables",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many tables (default: ${DEFAULT-VALUE}).")
  int tables;

  @Option(
      names = "--active",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How many of them have new rows in an active cycle (default: ${DEFAULT-VALUE}).")
  int active;

  @Option(
      names = "--cycles",
      paramLabel = "N",
      defaultValue = "15",
      description = "How many cycles of each kind to measure (default: ${DEFAULT-VALUE}).")
  int cycles;

  @Option(names = "--verbose", description = "Log what the library does, and show stack traces.")
  boolean verbose;

  @Mixin ServiceOptions services = new ServiceOptions();

  private final Random random = new Random(1);

  /** Called by picocli. */
  public ScaleCommand() {}

  @Override
  public Integer call() throws Exception {
    ArgumentChecks.atLeastOne(spec, "--tables", tables);
    ArgumentChecks.atLeastOne(spec, "--active", active);
    ArgumentChecks.atLeastOne(spec, "--cycles", cycles);
    PrintStream out = System.out;
    out.println("Starting services ...");
    try (Services opened = Services.open(services, SCHEMA, 10)) {
      FleetTables fleet = new FleetTables(SCHEMA, tables);
      fleet.create(opened.postgres());
      FleetSync.prepareSnowflake(opened, services);
      out.printf("Created %d tables%n", tables);
      out.println("tables  new in  statements to PostgreSQL  to Snowflake  milliseconds (medians)");
      List<Cost> idle = new ArrayList<>();
      if (tables > FEW) {
        idle.add(measure(opened, fleet.all().subList(0, FEW), out));
      }
      idle.add(measure(opened, fleet.all(), out));
      boolean constant = idle.stream().map(Cost::postgres).distinct().count() == 1;
      boolean quiet = idle.stream().allMatch(cost -> cost.snowflake() == 0);
      out.println(
          constant && quiet
              ? "An idle cycle costs the same number of statements for any number of tables, and none to Snowflake."
              : "FAILED: an idle cycle's statements depend on the number of tables, or reach Snowflake.");
      return constant && quiet ? 0 : 1;
    }
  }

  /** The medians over some cycles. */
  private record Cost(long postgres, long snowflake, double millis) {
    static Cost median(List<Cost> costs) {
      int middle = costs.size() / 2;
      return new Cost(
          costs.stream().map(Cost::postgres).sorted().toList().get(middle),
          costs.stream().map(Cost::snowflake).sorted().toList().get(middle),
          costs.stream().map(Cost::millis).sorted().toList().get(middle));
    }
  }

  /** Measures and shows idle and active cycles. Returns the cost of an idle cycle. */
  private Cost measure(Services opened, List<SyncTable> some, PrintStream out) throws SQLException {
    CallCounter postgres = new CallCounter();
    CallCounter snowflake = new CallCounter();
    try (LakehouseSync sync =
        FleetSync.builder(
                postgres.of(opened.postgres()),
                snowflake.of(opened.snowflake()),
                opened,
                services,
                some)
            .build()) {
      for (int i = 0; i < WARM_UP; i++) {
        sync.runOnce().orThrow();
      }
      List<Cost> idle = new ArrayList<>();
      List<Cost> busy = new ArrayList<>();
      for (int i = 0; i < cycles; i++) {
        idle.add(cycle(sync, postgres, snowflake));
      }
      int changed = Math.min(active, some.size());
      for (int i = 0; i < cycles; i++) {
        write(opened, some, changed);
        busy.add(cycle(sync, postgres, snowflake));
        // If the last check was recorded while rows were new, the table needs one more cycle.
        sync.runOnce().orThrow();
      }
      show(out, some.size(), 0, Cost.median(idle));
      show(out, some.size(), changed, Cost.median(busy));
      return Cost.median(idle);
    }
  }

  private static Cost cycle(LakehouseSync sync, CallCounter postgres, CallCounter snowflake) {
    postgres.take();
    snowflake.take();
    long began = System.nanoTime();
    sync.runOnce().orThrow();
    return new Cost(postgres.take(), snowflake.take(), (System.nanoTime() - began) / 1e6);
  }

  private void write(Services opened, List<SyncTable> some, int changed) throws SQLException {
    List<SyncTable> shuffled = new ArrayList<>(some);
    Collections.shuffle(shuffled, random);
    try (Connection connection = opened.postgres().getConnection()) {
      for (SyncTable table : shuffled.subList(0, changed)) {
        FleetTables.insert(connection, table, 10);
      }
    }
  }

  private static void show(PrintStream out, int tables, int changed, Cost cost) {
    out.printf(
        "%6d  %6d  %24d  %12d  %12.1f%n",
        tables, changed, cost.postgres(), cost.snowflake(), cost.millis());
  }
}
