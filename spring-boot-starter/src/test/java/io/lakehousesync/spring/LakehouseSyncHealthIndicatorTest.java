package io.lakehousesync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.SyncHealth;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;

class LakehouseSyncHealthIndicatorTest {
  @ParameterizedTest
  @CsvSource({
    "FRESH, UP",
    "STALE, DEGRADED",
    "BLOCKED, DEGRADED",
    "INCOMPLETE, DEGRADED",
    "FAILING, DOWN",
    "DIVERGED, DOWN"
  })
  void theWorstTableDecides(Status worst, String status) {
    assertThat(health(Status.FRESH, worst).getStatus().getCode()).isEqualTo(status);
  }

  @Test
  void eachTableIsADetail() {
    assertThat(health(Status.STALE).getDetails())
        .isEqualTo(
            Map.of(
                "public.t0", Map.of("status", "STALE", "reason", "because", "freshnessMs", 1500L)));
  }

  private static Health health(Status... statuses) {
    SyncHealth health =
        SyncHealth.of(
            Arrays.stream(statuses)
                .map(
                    status ->
                        TableHealth.of(
                                SyncTable.of("t" + (statuses.length - 1), "i"), status, "because")
                            .withFreshnessLag(Duration.ofMillis(1500)))
                .toList());
    return new LakehouseSyncHealthIndicator(() -> health).health();
  }
}
