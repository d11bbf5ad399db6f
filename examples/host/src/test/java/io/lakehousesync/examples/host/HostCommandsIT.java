package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.ExampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the host application's commands with the lakehouse under test. */
class HostCommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

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
  void syncsOnceAndReportsInJson() throws IOException {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    Path summary = directory.resolve("summary.json");

    List<JsonNode> lines =
        good("sync", "--config", config, "--once", "--json", "--summary", summary.toString())
            .json();

    assertThat(lines)
        .extracting(line -> line.get("type").asText())
        .containsExactly("run", "run", "begun", "result");
    assertThat(lines.subList(0, 2))
        .allSatisfy(table -> assertThat(table.get("catalog").asText()).isEqualTo("refreshed"))
        .allSatisfy(table -> assertThat(table.get("query").asText()).isNotEmpty())
        .allSatisfy(table -> assertThat(table.get("tag").asText()).isEqualTo("lakehouse-sync"))
        .extracting(table -> table.get("table").asText() + " " + table.get("rows").asLong())
        .containsExactlyInAnyOrder("host_it.orders 100", "host_it.stores 2");
    JsonNode result = lines.get(3);
    assertThat(JSON.readTree(summary.toFile())).isEqualTo(result);
    assertThat(result.get("healthy").asBoolean()).isTrue();
    assertThat(result.get("rows").asLong()).isEqualTo(102);
    assertThat(result.get("left")).isEmpty();
    assertThat(result.get("tables"))
        .allSatisfy(table -> assertThat(table.get("status").asText()).isEqualTo("fresh"));
  }

  @Test
  void syncsForAWhile() throws IOException {
    String config = lakehouse.complete("sync.stale-after=30s").toString();
    good("setup", "--config", config, "--apply");

    ExampleRun run = good("sync", "--config", config, "--duration", "5s");

    assertThat(run.lastLine())
        .as(run.out())
        .startsWith("RESULT status=fresh ")
        .contains(" failures=0 left=0 ");
    assertThat(Integer.parseInt(run.value("runs"))).isGreaterThan(2);
  }

  @Test
  void compactsATableOfSmallFilesMeanwhile() throws Exception {
    String config =
        lakehouse
            .postgresOnly(
                "sync.stale-after=30s",
                "table.orders.deletes=keep",
                "maintenance=vacuum",
                "maintenance.small-files=4",
                "maintenance.interval=1s")
            .toString();
    good("setup", "--config", config, "--apply");
    for (int id = 1000; id < 1005; id++) {
      lakehouse.sql("INSERT INTO host_it.iceberg_orders VALUES (%d, 1)".formatted(id));
    }

    ExampleRun run = good("sync", "--config", config, "--duration", "6s");

    assertThat(run.out())
        .contains("vacuumed host_it.iceberg_orders took_ms=")
        .contains(" before=\"files=")
        .containsPattern("compacted host_it.iceberg_orders: [56] data files became 1");
  }

  @Test
  void aFailedTableIsReportedAndTheOthersContinue() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    lakehouse.sql("INSERT INTO host_it.orders VALUES (-1, 'NaN')");
    ExampleRun failed = ExampleRun.of("sync", "--config", config, "--once", "--json");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.json())
        .anySatisfy(line -> assertThat(line.path("error").asText()).contains("Nothing was"))
        .anySatisfy(line -> assertThat(line.path("rows").asLong()).isEqualTo(2))
        .last()
        .satisfies(result -> assertThat(result.get("status").asText()).isEqualTo("failing"));
  }

  @Test
  void aSingleRunThatTakesLongerThanATableMayBeOldIsASuccess() throws Exception {
    String config = lakehouse.postgresOnly("sync.stale-after=1ms").toString();
    good("setup", "--config", config, "--apply");

    assertThat(good("sync", "--config", config, "--once").lastLine())
        .startsWith("RESULT status=fresh runs=2 rows=102 failures=0 ");
  }

  @Test
  void aMissingTableDoesNotPreventTheOthersFromBeingSynced() throws Exception {
    String config =
        lakehouse
            .postgresOnly(
                "table.gone.source=host_it.gone", "table.gone.target=host_it.iceberg_gone")
            .toString();
    good("setup", "--config", lakehouse.postgresOnlyIn("two.properties").toString(), "--apply");

    ExampleRun run = ExampleRun.of("sync", "--config", config, "--once");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("synced host_it.orders", "synced host_it.stores")
        .contains("FAILED host_it.gone: ")
        .contains("cannot be synced: Heap table host_it.gone does not exist. Check its name.")
        .contains("2 of 3 tables are in sync")
        .doesNotContain("from now on");
    assertThat(run.lastLine())
        .startsWith("RESULT status=failing ")
        .contains(" reason=\"host_it.gone: host_it.gone -> host_it.iceberg_gone cannot be synced");
  }

  @Test
  void statusReportsACatalogThatIsBehindAndRefreshRepairsIt() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    assertThat(good("status", "--config", config).lastLine())
        .startsWith("RESULT tables=2 current=2 ");
    lakehouse.sql("INSERT INTO host_it.orders VALUES (101, 101)");
    good("sync", "--config", lakehouse.postgresOnly().toString(), "--once");

    lakehouse.sql("INSERT INTO host_it.orders VALUES (102, 102), (103, 103)");
    assertThat(ExampleRun.of("status", "--config", config, "--rows").out())
        .containsPattern("HEAP ROWS +ICEBERG ROWS +PENDING\n")
        .containsPattern("host_it.orders .* 103 +101 +2\n")
        .containsPattern("host_it.stores .* 2 +2 +-\n");

    ExampleRun behind = ExampleRun.of("status", "--config", config, "--json");

    assertThat(behind.exitCode()).isEqualTo(1);
    JsonNode orders = behind.json().get(0);
    assertThat(orders.get("standing").asText()).isEqualTo("behind");
    assertThat(orders.get("commitsBehind").asLong()).isEqualTo(1);
    assertThat(orders.get("copiedAt").asText()).isNotEmpty();
    assertThat(behind.json().get(1).get("standing").asText()).isEqualTo("current");
    JsonNode result = behind.json().get(2);
    assertThat(result.get("type").asText()).isEqualTo("result");
    assertThat(result.get("tables").asInt()).isEqualTo(2);
    assertThat(result.get("current").asInt()).isEqualTo(1);

    assertThat(good("refresh", "orders", "--config", config).out())
        .startsWith("refreshed host_it.orders -> host_it.iceberg_orders at s3://");
    JsonNode again = good("refresh", "host_it.orders", "--config", config, "--json").json().get(0);
    assertThat(again.get("catalog").asText()).isEqualTo("unchanged");
    good("status", "--config", config);
  }

  @Test
  void refreshKnowsTheTablesAndWhetherThereIsACatalog() throws IOException {
    assertUsage(
        "'nobody' is not one table of the configuration, which has orders, stores.",
        "refresh",
        "nobody",
        "--config",
        lakehouse.complete().toString());
    assertUsage(
        "There is no catalog to refresh: the configuration has refresher=none.",
        "refresh",
        "orders",
        "--config",
        lakehouse.postgresOnly().toString());
  }

  @Test
  void theDoctorReportsErrorsByItsExitCode() throws Exception {
    String config = lakehouse.postgresOnly().toString();

    ExampleRun ill = ExampleRun.of("doctor", "--config", config, "--json");
    assertThat(ill.exitCode()).isEqualTo(1);
    assertThat(ill.json())
        .filteredOn(finding -> finding.path("severity").asText().equalsIgnoreCase("error"))
        .extracting(finding -> finding.path("code").asText())
        .containsExactly("iceberg-missing", "iceberg-missing");
    assertThat(ill.json())
        .last()
        .satisfies(result -> assertThat(result.get("type").asText()).isEqualTo("result"))
        .satisfies(result -> assertThat(result.get("errors").asInt()).isPositive());

    good("setup", "--config", config, "--apply");
    lakehouse.sql("UPDATE host_it.orders SET amount = 'NaN' WHERE id = 1");
    assertThat(good("doctor", "--config", config).lastLine())
        .startsWith("RESULT tables=2 errors=0 ");
    assertThat(ExampleRun.of("doctor", "--config", config, "--values", "10s").out())
        .contains("value-out-of-range")
        .contains("RESULT tables=2 errors=1 ");
  }

  @Test
  void aWrongPasswordIsOneLineWithoutIt() throws IOException {
    ExampleRun postgres =
        ExampleRun.of(
            "status", "--config", lakehouse.postgresOnly("", "postgres.password=wr0ng").toString());
    assertThat(postgres.exitCode()).isEqualTo(2);
    assertThat(postgres.err())
        .isEqualToIgnoringNewLines(
            "error: postgres.properties: postgres.password is set twice, to different values: remove one of the lines.");

    Path config = lakehouse.withPostgresPassword("wr0ng");
    ExampleRun rejected = ExampleRun.of("status", "--config", config.toString());
    assertThat(rejected.exitCode()).isEqualTo(1);
    assertThat(rejected.err())
        .startsWith("error: postgres rejects the login: ")
        .endsWith("Check postgres.user and postgres.password.\n")
        .doesNotContain("wr0ng")
        .hasLineCount(1);
  }

  @Test
  void aWrongPasswordForSnowflakeIsOneLineWithoutIt() throws IOException {
    ExampleRun run =
        ExampleRun.of(
            "sync", "--once", "--config", lakehouse.withSnowflakePassword("wr0ng").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: snowflake rejects the login: ")
        .endsWith("Check snowflake.user and snowflake.password, .private-key-file or .token.\n")
        .doesNotContain("wr0ng")
        .hasLineCount(1);
  }

  private static void assertUsage(String message, String... arguments) {
    ExampleRun run = ExampleRun.of(arguments);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualToIgnoringNewLines("error: " + message);
  }
}
