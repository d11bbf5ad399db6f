package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.ExampleProcess;
import io.lakehousesync.examples.ExampleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of hosts whose PostgreSQL becomes unreachable. */
class OutageIT {
  private static final int DURATION = 12;

  /** During an outage, the end of a sync waits 5 seconds for runs, and 5 for the pool's thread. */
  private static final int SHUTDOWN = 5 + 5;

  @TempDir private Path directory;
  private HostLakehouse lakehouse;
  private TcpRelay relay;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    relay = HostLakehouse.relay();
    ExampleRun setup =
        ExampleRun.of("setup", "--apply", "--config", lakehouse.postgresOnly().toString());
    assertThat(setup.exitCode()).as(setup.err()).isZero();
  }

  @AfterEach
  void close() throws Exception {
    relay.close();
    lakehouse.close();
  }

  @Test
  void anOutageAndItsEndAreReportedOnce() throws Exception {
    try (ExampleProcess host = start("sync")) {
      host.awaitLine("2 of 2 tables are in sync");

      relay.cut();
      assertThat(host.awaitLine("cannot be reached"))
          .matches(
              "PostgreSQL cannot be reached since \\d\\d:\\d\\d:\\d\\d: Connection to .* refused\\."
                  + " The sync continues by itself when it is back, from what is committed\\.");

      relay.restore();
      host.awaitLine("PostgreSQL is back after ");
      lakehouse.sql("INSERT INTO host_it.orders VALUES (101, 101)");
      host.awaitLine("synced host_it.orders");
    }
  }

  @Test
  @Tag("slow")
  void theSyncEndsInTimeAndReportsTheOutage() throws Exception {
    Path summary = directory.resolve("summary.json");
    try (ExampleProcess host =
        start("sync", "--duration", DURATION + "s", "--summary", summary.toString())) {
      host.awaitLine("2 of 2 tables are in sync");
      relay.cut();
      host.awaitLine("PostgreSQL cannot be reached since ");
      long began = System.nanoTime();

      List<String> rest = host.out().lines().toList();

      assertThat(host.process().waitFor()).isEqualTo(1);
      assertThat((System.nanoTime() - began) / 1e9).isLessThan(DURATION + SHUTDOWN + 2);
      assertThat(rest)
          .singleElement()
          .asString()
          .startsWith("RESULT status=failing ")
          .contains(" reason=\"PostgreSQL cannot be reached since ");
      assertThat(new ObjectMapper().readTree(Files.readString(summary)).get("reason").asText())
          .startsWith("PostgreSQL cannot be reached since ");
    }
  }

  @Test
  @Tag("slow")
  void theWatchContinues() throws Exception {
    try (ExampleProcess watch = start("status", "--watch", "--every", "1s")) {
      watch.awaitLine("RESULT tables=2");

      relay.cut();
      assertThat(watch.awaitLine("cannot query"))
          .matches("cannot query PostgreSQL since \\d\\d:\\d\\d:\\d\\d: .*");

      relay.restore();
      watch.awaitLine("RESULT tables=2");
    }
  }

  private ExampleProcess start(String command, String... further) throws Exception {
    String config = lakehouse.through(relay).toString();
    List<String> arguments = new ArrayList<>(List.of(command, "--config", config));
    arguments.addAll(List.of(further));
    return ExampleProcess.start(directory, arguments.toArray(String[]::new));
  }
}
