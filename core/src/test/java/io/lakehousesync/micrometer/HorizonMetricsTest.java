package io.lakehousesync.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.report.Horizon;
import io.lakehousesync.table.SyncTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HorizonMetricsTest {
  private static final TableReport REPORT =
      TableReport.builder(SyncTable.of("stores", "iceberg_stores")).build();
  private static final Horizon OLD =
      new Horizon(
          Duration.ofMillis(2_500), "pid 42 (application shop, user web)", Optional.of("SELECT 1"));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Supplier<Optional<Horizon>> oldest = () -> Optional.of(OLD);

  @Test
  void reportsTheOldestTransaction() {
    twoRunsEnd(Duration.ZERO);

    Gauge gauge = registry.get("lakehouse.sync.horizon.lag").gauge();
    assertThat(gauge.value()).isEqualTo(2.5);
    assertThat(gauge.getId().getTag("holder")).isEqualTo(OLD.holder());
  }

  @Test
  void removesAHolderThatHasEnded() {
    twoRunsEnd(Duration.ZERO);
    oldest = Optional::empty;
    twoRunsEnd(Duration.ZERO);

    Gauge gauge = registry.get("lakehouse.sync.horizon.lag").gauge();
    assertThat(gauge.value()).isZero();
    assertThat(gauge.getId().getTag("holder")).isEqualTo("none");
  }

  @Test
  void hasNoGaugeWhilePostgresCannotBeAsked() {
    oldest =
        () -> {
          throw new NotAppliedException(Retry.SENSIBLE, "no connection", null);
        };
    twoRunsEnd(Duration.ZERO);

    assertThat(registry.find("lakehouse.sync.horizon.lag").gauge()).isNull();
  }

  @Test
  void queriesOncePerInterval() {
    AtomicInteger asked = new AtomicInteger();
    oldest =
        () -> {
          asked.incrementAndGet();
          return Optional.empty();
        };
    twoRunsEnd(Duration.ofHours(1));

    assertThat(asked).hasValue(1);
  }

  private void twoRunsEnd(Duration interval) {
    HorizonMetrics metrics = new HorizonMetrics(() -> oldest.get(), registry, interval);
    metrics.ended(REPORT);
    metrics.ended(REPORT);
  }
}
