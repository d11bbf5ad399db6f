package io.lakehousesync.examples.trials.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.services.ServiceOptions;
import io.lakehousesync.examples.services.Services;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The kill test in short form, and that no host outlives it. */
@Tag("slow")
class KillTestIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final String CLEAN = " lost=0 doubled=0 stale=0 ghosts=0 served=last";

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS killtest CASCADE");
    }
  }

  @Test
  void theLibraryLosesNothingUnderKillsThatBreakTwoTransactions() {
    ExampleRun run =
        killtest("--kills", "8", "--writers", "3", "--seed", "1", "--tracking", "xid-append,queue");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(line(run, "xid-append")).endsWith(CLEAN).contains(" kills=8 ");
    assertThat(line(run, "queue")).endsWith(CLEAN);
    assertThat(line(run, "two-transactions")).contains(" lost=0 ").doesNotContain(" doubled=0 ");
    assertThat(line(run, "checkpoint-first")).contains(" doubled=0 ").doesNotContain(" lost=0 ");
    assertThat(run.lastLine())
        .isEqualTo(
            "No kind of the library broke its guarantee, under kills that broke two-transactions,"
                + " checkpoint-first.");
  }

  @Test
  @Timeout(60)
  void aHostEndsWithTheProcessThatStartedIt() throws Exception {
    ServiceOptions options = CommandLine.populateCommand(new ServiceOptions(), services());
    TestedTracking queue = TestedTracking.named(List.of("queue")).get(0);
    try (Services services = Services.open(options, TestedTracking.SCHEMA)) {
      new WorkloadDatabase(services.postgres(), TestedTracking.SCHEMA, options.locationPrefix())
          .prepare(List.of(queue.over(services.postgres())), Existing.REFUSE, List.of());
      try (HostProcess host = HostProcess.start(services.environment(), List.of("queue"))) {
        assertThat(host.next()).contains(new Announcement(Step.COPY_BEGUN, "queue"));

        // Has the same effect as the end of the parent process.
        host.closeInput();

        assertThat(host.awaitEnd()).isZero();
      }
    }
  }

  @Test
  void aHostThatEndsByItselfIsAnErrorWithItsReason() throws Exception {
    KillPoint never = new KillPoint(Step.LOCATED, Announcement.ALL_TABLES, 1, 1, Duration.ZERO);
    Map<String, String> nowhere =
        Map.of("LAKEHOUSE_PG_URL", "jdbc:postgresql://127.0.0.1:1/postgres");

    try (HostProcess host = HostProcess.start(nowhere, List.of("xid"))) {
      assertThatThrownBy(() -> host.killAt(never))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("A host ended by itself, with exit code 2: error: With --pg-url");
    }
  }

  private static ExampleRun killtest(String... options) {
    List<String> arguments = new ArrayList<>(List.of("killtest"));
    arguments.addAll(List.of(services()));
    arguments.addAll(List.of(options));
    return ExampleRun.of(arguments.toArray(String[]::new));
  }

  private static String[] services() {
    return Stream.of(LakehouseOptions.postgresAndS3(), LakehouseOptions.locationPrefix())
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private static String line(ExampleRun run, String kind) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("KILL tracking=" + kind + " "))
        .findFirst()
        .orElseThrow();
  }
}
