package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.examples.ExampleRun;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what status, refresh and sync report for tables of which one side is missing. */
class StatusIT {
  @TempDir private Path directory;
  private HostLakehouse lakehouse;

  @BeforeEach
  void open() throws SQLException {
    lakehouse = new HostLakehouse(directory);
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void aTableWithoutItsHeapTableIsNotGood() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DROP TABLE host_it.orders");

    ExampleRun status = ExampleRun.of("status", "--config", config);
    ExampleRun refresh = ExampleRun.of("refresh", "orders", "--config", config);

    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.out().lines().toList().get(1)).matches("host_it.orders +no heap table .*");
    assertThat(status.lastLine()).startsWith("RESULT tables=2 current=1 at=");
    assertThat(refresh.exitCode()).isEqualTo(1);
    assertThat(refresh.out()).startsWith("unchanged host_it.orders -> host_it.iceberg_orders at ");
    assertThat(refresh.err())
        .isEqualToIgnoringNewLines(
            "error: Heap table host_it.orders does not exist, so nothing more is copied. The catalog"
                + " serves what is committed. Check its name.");
  }

  @Test
  void withoutACatalogNoneIsReported() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");

    ExampleRun run = good("status", "--config", config);

    assertThat(run.lastLine())
        .matches(
            "RESULT tables=2 committed=2 at=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
    assertThat(run.out())
        .containsPattern("host_it.orders +no catalog +1 +- +\\d s ago")
        .containsPattern("host_it.stores +no catalog +1 +- +not kept");
    JsonNode result = good("status", "--config", config, "--json").json().get(2);
    assertThat(result.get("committed").asInt()).isEqualTo(2);
    assertThat(result.has("current")).isFalse();
  }

  @Test
  void noTableIsGoodOverAnErrorOfTheDoctor() throws Exception {
    String config = lakehouse.postgresOnly("table.orders.key=id").toString();
    lakehouse.sql("ALTER TABLE host_it.orders DROP CONSTRAINT orders_pkey");
    good("setup", "--config", config, "--apply");
    String finding =
        "host_it.orders: No unique index of \"host_it\".\"orders\" has only columns of the key"
            + " (id).";

    ExampleRun sync = ExampleRun.of("sync", "--config", config, "--once");
    ExampleRun status = ExampleRun.of("status", "--config", config);

    assertThat(sync.exitCode()).isEqualTo(1);
    assertThat(sync.lastLine())
        .startsWith("RESULT status=incomplete ")
        .contains("reason=\"" + finding.replace("\"", "\\\""), "Cure: CREATE UNIQUE INDEX ON ");
    assertThat(sync.out()).contains(" problem=\"No unique index of ", "1 of 2 tables are in sync");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.out()).containsPattern("host_it.orders +incomplete +1 ").contains(finding);
    assertThat(status.lastLine()).startsWith("RESULT tables=2 committed=1 ");
    JsonNode orders = ExampleRun.of("status", "--config", config, "--json").json().get(0);
    assertThat(orders.get("standing").asText()).isEqualTo("incomplete");
    assertThat(orders.get("finding").asText()).startsWith("No unique index of ");

    lakehouse.sql("CREATE UNIQUE INDEX ON host_it.orders (id)");
    good("status", "--config", config);
    good("sync", "--config", config, "--once");
  }

  @Test
  void aMissingTableInSnowflakeNeedsTheSetUp() throws Exception {
    good("setup", "--config", lakehouse.postgresOnly().toString(), "--apply");
    String config = lakehouse.complete().toString();

    ExampleRun sync = ExampleRun.of("sync", "--config", config, "--once");

    assertThat(sync.exitCode()).isEqualTo(1);
    assertThat(sync.out())
        .contains("Creation of SHOP.LAKE.ICEBERG_ORDERS at ")
        .contains("Snowflake has no such table.", "Run the set-up (setup --apply)")
        .doesNotContain("serves the earlier snapshot");
  }

  @Test
  void aFailedRunDoesNotReportRemainingRows() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    lakehouse.sql("DROP TABLE host_it.iceberg_stores");

    ExampleRun run = ExampleRun.of("sync", "--config", config, "--once", "--json");

    assertThat(run.json())
        .filteredOn(object -> object.path("type").asText().equals("run"))
        .hasSize(2)
        .allSatisfy(
            object ->
                assertThat(object.has("remaining")).isEqualTo(object.get("succeeded").asBoolean()));
  }
}
