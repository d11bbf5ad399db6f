package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another host is copying a table, which holds its lock. */
class AnotherHostIT {
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('lakehouse_sync:host_it.iceberg_orders', 0))";

  @TempDir private Path directory;
  private HostLakehouse lakehouse;
  private String config;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void isReportedAndIsNotAProblem() throws Exception {
    try (Connection other = LakehouseUnderTest.shared().postgres().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(LOCK);

      ExampleRun run = good("sync", "--config", config, "--once");
      List<JsonNode> objects = good("sync", "--config", config, "--once", "--json").json();

      assertThat(run.out())
          .containsPattern(
              "host_it.orders -> host_it.iceberg_orders is copied by another host: pid \\d+"
                  + " \\(application [^)]*, user [^)]*\\), which copies the table since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
          .contains("1 of 2 tables are in sync");
      assertThat(run.lastLine())
          .startsWith("RESULT status=copied-elsewhere ")
          .contains(
              " failures=0 left=0 ", " reason=\"host_it.orders is copied by another host: pid ");
      assertThat(objects)
          .filteredOn(object -> object.path("table").asText().equals("host_it.orders"))
          .singleElement()
          .satisfies(object -> assertThat(object.get("remaining").asText()).isEqualTo("elsewhere"));
      JsonNode result = objects.get(objects.size() - 1);
      assertThat(result.get("healthy").asBoolean()).isTrue();
      assertThat(result.get("status").asText()).isEqualTo("copied-elsewhere");
      assertThat(result.get("tables").get(0).get("status").asText()).isEqualTo("copied-elsewhere");
    }
  }

  @Test
  void anotherTableThatFailsIsAProblem() throws Exception {
    lakehouse.sql("DROP TABLE host_it.iceberg_stores");
    try (Connection other = LakehouseUnderTest.shared().postgres().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(LOCK);

      ExampleRun run = ExampleRun.of("sync", "--config", config, "--once");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.lastLine())
          .startsWith("RESULT status=failing ")
          .contains(" reason=\"host_it.stores: ");
    }
  }
}
