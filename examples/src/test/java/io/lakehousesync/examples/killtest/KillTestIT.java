package io.lakehousesync.examples.killtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.Main;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kill test in short form, and that no host outlives it. */
class KillTestIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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
        ExampleRun.of(
            arguments(
                "--kills", "8", "--writers", "3", "--seed", "1", "--tracking", "xid-append,queue"));

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
  void aHostEndsWithTheProcessThatStartedIt() throws Exception {
    Process test = start(arguments("--kills", "100", "--writers", "1", "--tracking", "queue"));
    try (BufferedReader out = test.inputReader()) {
      assertThat(out.lines()).anyMatch(line -> line.contains(" 0/100 kills"));
      await().atMost(PATIENCE).until(() -> test.descendants().count() > 0);
      List<ProcessHandle> hosts = test.descendants().toList();

      test.toHandle().destroyForcibly();

      await().atMost(PATIENCE).until(() -> hosts.stream().noneMatch(this::isAlive));
    } finally {
      test.destroyForcibly();
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

  /** A process that has ended counts as alive until its parent, or who took it over, asks. */
  private boolean isAlive(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAKEHOUSE_"));
    return builder.start();
  }

  private static String[] arguments(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "killtest",
                "--pg-url",
                LAKEHOUSE.jdbcUrl(),
                "--pg-user",
                LAKEHOUSE.user(),
                "--pg-password",
                LAKEHOUSE.password(),
                "--location-prefix",
                LAKEHOUSE.locationPrefix(),
                "--s3-region",
                LAKEHOUSE.s3().region(),
                "--s3-access-key",
                LAKEHOUSE.s3().accessKeyId(),
                "--s3-secret-key",
                LAKEHOUSE.s3().secretAccessKey(),
                "--s3-path-style"));
    LAKEHOUSE
        .s3()
        .endpoint()
        .ifPresent(uri -> arguments.addAll(List.of("--s3-endpoint", uri.toString())));
    arguments.addAll(Arrays.asList(options));
    return arguments.toArray(String[]::new);
  }

  private static String line(ExampleRun run, String kind) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("KILL tracking=" + kind + " "))
        .findFirst()
        .orElseThrow();
  }
}
