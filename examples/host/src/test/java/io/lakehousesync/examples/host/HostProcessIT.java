package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.ExampleProcess;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host in its own process, which is stopped by signals. */
class HostProcessIT {
  @TempDir private Path directory;
  private HostLakehouse lakehouse;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    ExampleRun setup =
        ExampleRun.of("setup", "--apply", "--config", lakehouse.postgresOnly().toString());
    assertThat(setup.exitCode()).as(setup.err()).isZero();
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItWithItsResult(String signal) throws Exception {
    Path summary = directory.resolve("summary.json");
    try (ExampleProcess host = sync(lakehouse.postgresOnly(), summary)) {
      assumeFalse(signal.equals("INT") && host.ignoresInterrupts(), "SIGINT is ignored here");
      host.awaitLine("synced host_it.orders");

      host.signal(signal);

      List<String> rest = host.out().lines().toList();
      assertThat(host.process().waitFor()).isEqualTo(signal.equals("INT") ? 130 : 143);
      assertThat(rest).noneMatch(line -> line.contains("Exception") || line.contains("error"));
      assertThat(rest).last().asString().startsWith("RESULT status=").contains(" left=0 ");
      assertThat(read(summary).get("left")).isEmpty();
    }
  }

  /** The later signals come while it connects, or after that. */
  @ParameterizedTest
  @ValueSource(ints = {0, 300, 600, 1000, 1500})
  @Tag("slow")
  void aSignalRightAfterTheStartEndsItWithoutComplaint(int millis) throws Exception {
    try (ExampleProcess host =
        ExampleProcess.start(directory, "sync", "--config", lakehouse.postgresOnly().toString())) {
      await().pollDelay(Duration.ofMillis(millis)).until(() -> true);

      host.signal("TERM");

      List<String> lines = host.out().lines().toList();
      assertThat(host.process().waitFor()).isEqualTo(143);
      assertThat(lines).noneMatch(line -> line.contains("Exception") || line.contains("error"));
      if (!lines.isEmpty()) {
        assertThat(lines).last().asString().startsWith("RESULT status=");
      }
    }
  }

  @Test
  @Tag("slow")
  void unfinishedRunsAreReportedAfterTheTimeout() throws Exception {
    Path summary = directory.resolve("summary.json");
    Path config = lakehouse.postgresOnly("sync.close-timeout=1s");
    try (ExampleProcess host = sync(config, summary);
        Connection other = LakehouseUnderTest.shared().postgres().getConnection();
        Statement statement = other.createStatement()) {
      host.awaitLine("synced host_it.orders");
      other.setAutoCommit(false);
      // A copy waits for a lock of the heap table for a second only.
      statement.execute("LOCK TABLE lakehouse_sync.leaf IN ACCESS EXCLUSIVE MODE");
      lakehouse.sql("DELETE FROM host_it.orders WHERE id = 42");
      awaitLockWait(statement);

      long signalled = System.nanoTime();
      host.signal("TERM");
      List<String> rest = host.out().lines().toList();

      assertThat(host.process().waitFor()).isEqualTo(143);
      assertThat((System.nanoTime() - signalled) / 1e9).isLessThan(10);
      assertThat(rest)
          .contains(
              "left: host_it.orders -> host_it.iceberg_orders while copying; the next start"
                  + " continues from what is committed");
      assertThat(read(summary).get("left").get(0).get("table").asText())
          .isEqualTo("host_it.orders");
    }
  }

  @Test
  @Tag("slow")
  void theEmbeddedLakehouseWorksAsItsInstructionsSay() throws Exception {
    Path config = directory.resolve("lakehouse.properties");
    try (ExampleProcess lakehouse =
        ExampleProcess.start(directory, "lakehouse", "--config", config.toString())) {
      lakehouse.awaitLine("The lakehouse is up until Ctrl-C");
      String psql = lakehouse.awaitLine("PGPASSWORD=").strip();
      String url = lakehouse.awaitLine("jdbc:snowflake:").strip();
      // The file holds passwords.
      assertThat(Files.getPosixFilePermissions(config))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));

      assertThat(ExampleRun.of("setup", "--config", config.toString(), "--apply").exitCode())
          .isZero();
      ExampleRun sync = ExampleRun.of("sync", "--config", config.toString(), "--once");
      assertThat(sync.exitCode()).as(sync.out()).isZero();
      String port = psql.replaceFirst(".* -p (\\d+) .*", "$1");
      assertThat(Files.readString(config))
          .contains("localhost:" + port + "/", psql.replaceFirst("PGPASSWORD=(\\S+) .*", "$1"));
      try (Connection snowflake = DriverManager.getConnection(url);
          Statement statement = snowflake.createStatement();
          ResultSet rows = statement.executeQuery("SELECT count(*) FROM iceberg_stores")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(5);
      }
      assertThat(ExampleRun.of("lakehouse", "--config", config.toString()).err())
          .contains("exists already");

      lakehouse.signal("TERM");
      assertThat(lakehouse.process().waitFor()).isEqualTo(143);
      assertThat(config).doesNotExist();
    }
  }

  private ExampleProcess sync(Path config, Path summary) throws Exception {
    return ExampleProcess.start(
        directory, "sync", "--config", config.toString(), "--summary", summary.toString());
  }

  /** Waits until a copy of the table waits for this test's lock. */
  private static void awaitLockWait(Statement statement) {
    await()
        .until(
            () ->
                statement
                    .executeQuery(
                        "SELECT 1 FROM pg_locks WHERE NOT granted"
                            + " AND relation = 'lakehouse_sync.leaf'::regclass")
                    .next());
  }

  private static JsonNode read(Path file) throws Exception {
    return new ObjectMapper().readTree(Files.readString(file));
  }
}
