package io.lakehousesync.examples.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The measurements of many tables and of several hosts, in short form. */
@Tag("slow")
class FleetIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  @BeforeEach
  @AfterEach
  void dropSchemas() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      for (String schema : List.of("scale", "freshness", "cluster")) {
        statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
      }
    }
  }

  @Test
  void anIdleCycleCostsTheSameStatementsForTenTablesAndForMore() {
    ExampleRun run = run("scale", "--tables", "15", "--active", "2", "--cycles", "3");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.lastLine()).startsWith("An idle cycle costs the same number of statements");
  }

  @Test
  void everyProbeIsFoundInTheCatalog() {
    ExampleRun run =
        run("freshness", "--tables", "3", "--rate", "200", "--warm-up", "1", "--seconds", "3");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(" probes, none lost").contains("Visible in the catalog after: ");
  }

  @Test
  void hostsThatAreKilledLoseAndDoubleNothing() {
    ExampleRun run =
        run("cluster", "--hosts", "2", "--tables", "4", "--seconds", "12", "--rate", "100");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains(": 0 lost, 0 doubled, 0 tables behind")
        .doesNotContain(" 0 kills");
    assertThat(run.lastLine())
        .isEqualTo("Every row arrived exactly once, and Snowflake serves the last snapshots.");
  }

  private static ExampleRun run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(LakehouseOptions.postgresAndS3());
    arguments.addAll(LakehouseOptions.locationPrefix());
    arguments.addAll(List.of(options));
    return ExampleRun.of(arguments.toArray(String[]::new));
  }
}
