package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.snowflake.Fault;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command {@code verify} with the lakehouse under test. */
class HostVerifyIT {
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
  void verifyFindsADifferenceAndRepairRemovesItOnAllSides() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    assertThat(good("verify", "--config", config).lastLine())
        .isEqualTo("RESULT tables=2 agree=2 differ=0 failed=0 pending=0");
    lakehouse.sql("DELETE FROM host_it.iceberg_orders WHERE id = 42");

    ExampleRun found =
        ExampleRun.of("verify", "--config", config, "--repair", "--dry-run", "--json");

    assertThat(found.exitCode()).isEqualTo(1);
    List<JsonNode> lines = found.json();
    assertThat(lines)
        .extracting(line -> line.path("type").asText())
        .containsExactly("verify", "plan", "verify", "result");
    JsonNode orders = lines.get(0);
    assertThat(orders.get("agrees").asBoolean()).isFalse();
    assertThat(orders.get("faults").asInt()).isEqualTo(1);
    assertThat(orders.get("cure")).hasToString("[\"repair\",\"refresh\"]");
    assertThat(orders.get("differences"))
        .anySatisfy(
            difference -> {
              assertThat(difference.get("kind").asText()).isEqualTo("missing");
              assertThat(difference.get("side").asText()).isEqualTo("iceberg");
              assertThat(difference.get("cause").asText()).isEqualTo("fault");
              assertThat(difference.get("key").get(0).asText()).isEqualTo("42");
            });
    assertThat(lines.get(1).get("keys").asInt()).isEqualTo(1);
    assertThat(lines.get(3))
        .hasToString(
            "{\"type\":\"result\",\"tables\":2,\"agree\":1,\"differ\":1,\"notCompared\":0,"
                + "\"failed\":0,\"pending\":0,\"pendingUnknown\":0,\"kept\":0}");

    ExampleRun repaired = good("verify", "--config", config, "--repair");
    assertThat(repaired.out())
        .contains("fault: missing in iceberg: id=42", "cure: verify --repair")
        .contains(": 1 transaction, and a refresh of the catalog")
        .contains("repaired host_it.orders", "inserted_rows=1", " catalog=refreshed");
    assertThat(repaired.lastLine())
        .isEqualTo("RESULT tables=2 agree=2 differ=0 failed=0 pending=0");
    good("status", "--config", config);
  }

  @Test
  void aKeyCannotForgeALine() throws Exception {
    String key = "1\nRESULT tables=9 agree=9\u001b[2J\u009b\u2028\u202e";
    lakehouse.sql(
        """
        CREATE TABLE host_it.notes (id text PRIMARY KEY);
        INSERT INTO host_it.notes VALUES ('%s')
        """
            .formatted(key));
    String config =
        lakehouse
            .postgresOnly(
                "table.notes.source=host_it.notes", "table.notes.target=host_it.iceberg_notes")
            .toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DELETE FROM host_it.iceberg_notes");

    String found = ExampleRun.of("verify", "--config", config, "--repair", "--dry-run").out();
    ExampleRun json = ExampleRun.of("verify", "--config", config, "--json");

    String shown = "1\\nRESULT tables=9 agree=9\\u001b[2J\\u009b\\u2028\\u202e";
    assertThat(found)
        .contains("id=" + shown, shown + "] to [")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028&&[^\n]]");
    assertThat(found.lines()).filteredOn(line -> line.startsWith("RESULT")).hasSize(1);
    assertThat(json.out()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028&&[^\n]]");
    assertThat(json.json().get(2).get("differences").get(0).get("key").get(0).asText())
        .isEqualTo(key);
  }

  @Test
  void aRefreshDoesNotRepairAMissingRowOfAComparedTable() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DELETE FROM host_it.iceberg_stores WHERE id = 2");

    assertThat(good("verify", "--config", config).out())
        .contains("cure: the next sync, or verify --repair")
        .doesNotContain("refresh host_it.stores");
    good("refresh", "stores", "--config", config);
    assertThat(good("verify", "--config", config).value("pending")).isEqualTo("1");
    good("verify", "--config", config, "--repair");
    assertThat(good("verify", "--config", config).value("pending")).isEqualTo("0");
  }

  @Test
  void aRepairReportsItsRowsIfTheCatalogFailsAfterwards() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DELETE FROM host_it.iceberg_orders WHERE id = 42");
    lakehouse
        .account()
        .faults()
        .onEvery(sql -> sql.contains("REFRESH"), new Fault.SqlError("000630", "57014", "too long"));

    ExampleRun repaired = ExampleRun.of("verify", "--config", config, "--repair");

    assertThat(repaired.exitCode()).isEqualTo(1);
    assertThat(repaired.out())
        .contains("repaired host_it.orders", "inserted_rows=1", " catalog=failed")
        .contains("FAILED   host_it.orders: Refresh of SHOP.LAKE.ICEBERG_ORDERS to ");
  }

  @Test
  void waitingRowsAreNotADifferenceAndOnlySomeAreListed() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql(
        "INSERT INTO host_it.orders SELECT i, i FROM generate_series(201, 220) AS i;"
            + "INSERT INTO host_it.stores SELECT i, 's' FROM generate_series(11, 19) AS i");

    ExampleRun verified = good("verify", "--config", config);

    assertThat(verified.out())
        .contains("verified host_it.orders rows=100 pending=20 faults=0")
        .contains("pending: missing in iceberg: id=15", "pending: and 4 more, which --json lists")
        .doesNotContain("id=16", "cure:");
    assertThat(verified.value("pending")).isEqualTo("29");
  }

  @Test
  void aDeleteThatIsNotCapturedIsADifferenceUnlessRowsAreKept() throws Exception {
    String tracking = "table.orders.tracking=marker\ntable.orders.column=synced_at";
    String config = lakehouse.postgresOnly(tracking).toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DELETE FROM host_it.orders WHERE id = 42");
    good("sync", "--config", config, "--once");

    ExampleRun found = ExampleRun.of("verify", "--config", config);

    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out())
        .contains(
            "DIFFERS  host_it.orders rows=99 iceberg_rows=100 pending=0 faults=0 not_captured=1",
            "not captured: extra in iceberg: id=42",
            "cure: verify --repair");
    assertThat(found.lastLine()).isEqualTo("RESULT tables=2 agree=1 differ=1 failed=0 pending=0");

    lakehouse.postgresOnly(tracking, "table.orders.deletes=keep");
    ExampleRun archive = good("verify", "--config", config, "--repair");
    assertThat(archive.out()).contains("verified host_it.orders rows=99 pending=0 faults=0 kept=1");
    assertThat(archive.lastLine())
        .isEqualTo("RESULT tables=2 agree=2 differ=0 failed=0 pending=0 kept=1");

    lakehouse.postgresOnly(tracking);
    assertThat(good("verify", "--config", config, "--repair").out())
        .contains("repaired host_it.orders", "deleted_rows=1");
  }

  @Test
  void whatCannotBeComparedNeitherAgreesNorDiffers() throws Exception {
    String config = lakehouse.postgresOnly("table.orders.tracking=queue").toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("TRUNCATE host_it.orders");

    ExampleRun found = ExampleRun.of("verify", "--config", config);

    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out())
        .contains(
            "not-compared host_it.orders rows=0 pending=unknown faults=0",
            "note: A TRUNCATE of host_it.orders waits in its queue.");
    assertThat(found.lastLine())
        .isEqualTo(
            "RESULT tables=2 agree=1 differ=0 not-compared=1 failed=0 pending=0 pendingUnknown=1");
    JsonNode orders = ExampleRun.of("verify", "--config", config, "--json").json().get(0);
    assertThat(orders.get("outcome").asText()).isEqualTo("not-compared");
    assertThat(orders.get("agrees").asBoolean()).isFalse();
  }

  @Test
  void aMissingTableDoesNotHideOthers() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    assertThat(ExampleRun.of("verify", "--config", config).out())
        .contains("FAILED   host_it.orders: ", "Run the set-up (setup --apply), which creates it.");
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DROP TABLE host_it.iceberg_orders");

    ExampleRun verified = ExampleRun.of("verify", "--config", config);

    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.out())
        .contains("Iceberg table host_it.iceberg_orders does not exist. Run the set-up")
        .contains("verified host_it.stores");
    assertThat(verified.lastLine())
        .isEqualTo("RESULT tables=2 agree=1 differ=0 failed=1 pending=0");
  }
}
