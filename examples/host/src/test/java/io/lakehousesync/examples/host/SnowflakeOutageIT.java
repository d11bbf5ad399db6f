package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.ExampleProcess;
import io.lakehousesync.examples.ExampleRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of hosts whose Snowflake becomes unreachable, or is unreachable from the start. They wait
 * for timeouts.
 */
@Tag("slow")
class SnowflakeOutageIT {
  @TempDir private Path directory;
  private HostLakehouse lakehouse;
  private TcpRelay relay;
  private String config;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    relay = lakehouse.snowflakeRelay();
    config = lakehouse.completeThrough(relay, "snowflake.statement-timeout=2s").toString();
    good("setup", "--apply", "--config", config);
  }

  @AfterEach
  void close() throws Exception {
    relay.close();
    lakehouse.close();
  }

  @Test
  void rowsAreCommittedDuringAnOutageAndTheCatalogCatchesUp() throws Exception {
    try (ExampleProcess host =
        ExampleProcess.start(directory, "sync", "--config", config, "--duration", "60s")) {
      host.awaitLine("2 of 2 tables are in sync");

      relay.cut();
      lakehouse.sql("INSERT INTO host_it.orders VALUES (101, 101)");
      assertThat(host.linesThrough("cannot be reached"))
          .noneMatch(line -> line.contains(" ERROR "))
          .last()
          .asString()
          .matches(
              "Snowflake cannot be reached since \\d\\d:\\d\\d:\\d\\d: .*\\. Rows are still"
                  + " committed; the catalog lags behind, and catches up when it is back\\.");

      relay.restore();
      assertThat(host.linesThrough("Snowflake is back after "))
          .noneMatch(line -> line.contains(" ERROR "));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ExampleRun.of("status", "--config", config).exitCode() == 0);
    }
  }

  @Test
  void aServerThatIsNotSnowflakeIsOneErrorLine() throws Exception {
    try (TcpRelay postgres = HostLakehouse.relay()) {
      String elsewhere =
          lakehouse.completeThrough(postgres, "snowflake.statement-timeout=1s").toString();
      try (ExampleProcess host =
          ExampleProcess.start(directory, "sync", "--once", "--config", elsewhere)) {
        assertThat(host.out().lines().toList())
            .singleElement()
            .asString()
            .startsWith("error: snowflake cannot be reached: ");
      }
    }
  }

  @Test
  void anUnreachableServerIsOneErrorLine() throws Exception {
    relay.cut();
    try (ExampleProcess host =
        ExampleProcess.start(directory, "sync", "--once", "--config", config)) {
      List<String> lines = host.out().lines().toList();

      assertThat(host.process().waitFor()).isEqualTo(1);
      assertThat(lines)
          .singleElement()
          .asString()
          .startsWith("error: snowflake cannot be reached: ")
          .endsWith("Check snowflake.url, and that the server is up.");
    }
  }

  @Test
  void statusEndsInTimeIfSnowflakeAcceptsConnectionsButDoesNotAnswer() throws Exception {
    good("sync", "--once", "--config", config);
    // PostgreSQL's side of the status is known. The system accepts the connections of this socket.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ExampleProcess host =
            ExampleProcess.start(
                directory,
                "status",
                "--config",
                lakehouse.completeAt(silent.getLocalPort()).toString())) {
      assertThat(host.process().waitFor(30, TimeUnit.SECONDS)).isTrue();

      assertThat(host.process().exitValue()).isEqualTo(1);
      assertThat(host.out().lines().toList())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("TABLE "),
              line ->
                  assertThat(line).matches("host_it.orders +unknown +1 +- +\\d+ s ago +\\d+ s +-"),
              line ->
                  assertThat(line).matches("host_it.stores +unknown +1 +- +not kept +\\d+ s +-"),
              line ->
                  assertThat(line)
                      .startsWith("cannot query the catalog: ")
                      .contains(
                          "there is no answer from Snowflake within 10 s. Check snowflake.url"),
              line -> assertThat(line).startsWith("RESULT tables=2 current=0 at="));
    }
  }

  @Test
  void statusReportsWhatPostgresKnowsIfSnowflakeIsUnreachable() throws Exception {
    good("sync", "--once", "--config", config);
    relay.cut();

    ExampleRun status = ExampleRun.of("status", "--config", config);

    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.out())
        .containsPattern("host_it.orders +unknown +1 +- +\\d+ s ago")
        .containsOnlyOnce("cannot query the catalog: ");
    assertThat(status.err()).isEmpty();
  }
}
