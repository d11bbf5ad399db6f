package io.lakehousesync.examples.trials.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The load test and the index test in short form. */
@Tag("slow")
class LoadIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  @BeforeEach
  @AfterEach
  void dropSchemas() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS loadtest CASCADE");
      statement.execute("DROP SCHEMA IF EXISTS indextest CASCADE");
    }
  }

  @Test
  void loadsATableInBatchesAtConstantMemoryThoughItsHostIsKilled() {
    ExampleRun run =
        run("load", "--rows", "50000", "--batch-rows", "5000", "--heap", "48m", "--samples", "3");

    // The ratio of so few batches is not meaningful and may fail, so only the line is tested.
    assertThat(run.out()).as(run.err()).contains(" lost=0 doubled=0 ").contains("After 2 kills,");
    String line =
        run.out().lines().filter(text -> text.startsWith("LOAD ")).findFirst().orElseThrow();
    assertThat(value(line, "rows")).isGreaterThan(50_000);
    assertThat(value(line, "heap_max_mib")).isBetween(1.0, 48.0);
    assertThat(value(line, "batch_ms_after")).isPositive();
  }

  @Test
  void findsABatchByBtreeInFewerBlocksThanByBrin() {
    ExampleRun run = run("indextest", "--rows", "50000");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(value(index(run, "btree"), "inserted_blocks"))
        .isLessThan(value(index(run, "brin"), "inserted_blocks"));
    assertThat(value(index(run, "brin"), "size_kib"))
        .isLessThan(value(index(run, "btree"), "size_kib"));
  }

  @Test
  void aHostThatEndsByItselfIsAnErrorWithItsReason() throws Exception {
    LoadOptions options = new LoadOptions(1, "48m", 1, "xid", 0, 1);
    Map<String, String> nowhere =
        Map.of("LAKEHOUSE_PG_URL", "jdbc:postgresql://127.0.0.1:1/postgres");

    try (LoadHost host = LoadHost.start(nowhere, options)) {
      assertThatThrownBy(host::next)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(
              "A host ended by itself, with exit code 1: error: Cannot connect to PostgreSQL");
    }
  }

  private static ExampleRun run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(LakehouseOptions.postgres());
    arguments.addAll(LakehouseOptions.locationPrefix());
    arguments.addAll(List.of(options));
    return ExampleRun.of(arguments.toArray(String[]::new));
  }

  private static String index(ExampleRun run, String kind) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("INDEX kind=" + kind + " "))
        .findFirst()
        .orElseThrow();
  }

  private static double value(String line, String key) {
    return Double.parseDouble(line.replaceFirst(".* " + key + "=(\\S+).*", "$1"));
  }
}
