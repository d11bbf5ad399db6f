package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.ExampleRun;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate passes only if the sync has shown that the tables are fresh and verified. */
class GateIT {
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

  private static ExampleRun gate(String config, String... further) {
    String[] all = new String[further.length + 3];
    all[0] = "gate";
    all[1] = "--config";
    all[2] = config;
    System.arraycopy(further, 0, all, 3, further.length);
    return ExampleRun.of(all);
  }

  @Test
  void aSyncThatHasEndedIsFreshOnlyForItsLag() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    ExampleRun before = gate(config, "--table", "orders", "--fresh", "1h");
    assertThat(before.exitCode()).isEqualTo(1);
    assertThat(before.out())
        .contains(
            "FAIL  host_it.orders: lakehouse_sync.status has no row for it that this user may read."
                + " Run the set-up (setup --apply), and start the sync with status.table=true.")
        .endsWith("RESULT tables=1 pass=0\n");

    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");

    ExampleRun passed = gate(config, "--table", "orders,host_it.iceberg_stores", "--fresh", "10m");
    assertThat(passed.exitCode()).as(passed.out()).isZero();
    assertThat(passed.out())
        .containsPattern("pass {2}host_it.orders lag=\\d+\\.\\d s\n")
        .containsPattern("pass {2}host_it.stores lag=")
        .endsWith("RESULT tables=2 pass=2\n");

    // The sync does not run any more.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gate(config, "--table", "orders", "--fresh", "1s").exitCode() == 1);
    assertThat(gate(config, "--table", "orders", "--fresh", "1s").out())
        .containsPattern("FAIL {2}host_it.orders lag=.* s: its freshness lag is .* s, and 1.0 s is")
        .contains("the table was fresh then. Does a sync still run?");
    ExampleRun verified =
        gate(config, "--table", "orders", "--fresh", "10m", "--verified", "1h", "--wait", "2s");
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.out()).contains("it was not compared completely yet. Verify it in the");
  }

  @Test
  void aCorruptedRowClosesTheGate() throws Exception {
    String config = lakehouse.complete("verify.every=1s").toString();
    good("setup", "--config", config, "--apply");
    SyncConfiguration configuration = SyncConfiguration.load(Path.of(config));
    try (ConfiguredSync parts = configuration.build()) {
      parts.sync().start(configuration.interval());
      parts.recordStatus(parts.sync());
      parts.verify(parts.sync(), found -> {});

      ExampleRun passed =
          gate(
              config,
              "--table",
              "orders,stores",
              "--fresh",
              "30s",
              "--verified",
              "1m",
              "--wait",
              "60s");
      assertThat(passed.exitCode()).as(passed.out()).isZero();
      assertThat(passed.out()).containsPattern("pass {2}host_it.orders lag=.* s verified=.* s ago");

      lakehouse.sql("UPDATE host_it.iceberg_orders SET amount = 0 WHERE id = 42");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> gate(config, "--table", "orders", "--fresh", "1h").exitCode() == 1);
      ExampleRun failed =
          gate(config, "--table", "orders,stores", "--fresh", "1h", "--verified", "1h", "--json");
      JsonNode orders = failed.json().get(0);
      assertThat(orders.get("pass").asBoolean()).isFalse();
      assertThat(orders.get("status").asText()).isEqualTo("incomplete");
      assertThat(orders.get("differ").asInt()).isEqualTo(1);
      assertThat(orders.get("problems").toString()).contains("has found 1 row ");
      assertThat(failed.json().get(1).get("pass").asBoolean()).isTrue();
      assertThat(failed.json().get(2).toString())
          .isEqualTo("{\"type\":\"result\",\"tables\":2,\"pass\":1}");
      ExampleRun status = ExampleRun.of("status", "--config", config);
      assertThat(status.out())
          .contains("host_it.orders incomplete: a verification has found 1 row ");

      good("verify", "--config", config, "--repair");
      assertThat(
              gate(
                      config,
                      "--table",
                      "orders",
                      "--fresh",
                      "1h",
                      "--verified",
                      "1h",
                      "--wait",
                      "60s")
                  .exitCode())
          .isZero();
    }
  }

  @Test
  void theStatusHasLagAndLastError() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    assertThat(good("status", "--config", config).out())
        .containsPattern("host_it.orders +no catalog +\\d+ +- +- +- +-\n");
    good("sync", "--config", config, "--once");
    ExampleRun fresh = good("status", "--config", config);
    assertThat(fresh.out()).containsPattern("host_it.orders .* ago +\\d+ s +-\n");
    assertThat(fresh.out().lines()).allMatch(line -> line.length() <= 120);

    lakehouse.sql("ALTER TABLE host_it.orders DISABLE TRIGGER ALL");
    lakehouse.sql("INSERT INTO host_it.orders VALUES (1000, 1)");
    assertThat(ExampleRun.of("sync", "--config", config, "--once").exitCode()).isEqualTo(1);
    ExampleRun failing = ExampleRun.of("status", "--config", config);

    assertThat(failing.out())
        .containsPattern("host_it.orders .* ago +\\d+ s +\\d+ s ago\n")
        .contains("host_it.orders failing: ");
    JsonNode orders = ExampleRun.of("status", "--config", config, "--json").json().get(0);
    assertThat(orders.get("status").asText()).isEqualTo("failing");
    assertThat(orders.get("lastError").asText()).isEqualTo(orders.get("reason").asText());
    assertThat(orders.get("freshnessMs").asLong()).isPositive();
    assertThat(orders.has("lastErrorAt")).isTrue();
    assertThat(orders.has("host")).isTrue();
  }

  @Test
  void theStatusIsNotWrittenIfItIsOff() throws Exception {
    String config = lakehouse.postgresOnly("status.table=false").toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");

    assertThat(gate(config, "--table", "orders", "--fresh", "1h").exitCode()).isEqualTo(1);
    good("status", "--config", config);
  }
}
