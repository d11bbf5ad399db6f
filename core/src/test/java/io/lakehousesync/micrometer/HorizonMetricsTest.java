package io.lakehousesync.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableReport;
import io.lakehousesync.postgres.Horizon;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HorizonMetricsTest {
  private static final TableReport REPORT =
      new TableReport(
          SyncTable.of("stores", "iceberg_stores"),
          0,
          Remaining.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new TableReport.Timings(Duration.ZERO, Duration.ZERO),
          "as fake as it gets",
          Optional.empty());
  private static final Horizon OLD =
      new Horizon(
          Duration.ofMillis(2_500), "pid 42 (application shop, user web)", Optional.of("SELECT 1"));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Supplier<Optional<Horizon>> oldest = () -> Optional.of(OLD);

  @Test
  void namesWhatHoldsRowsBack() {
    twoRunsEnd(Duration.ZERO);

    Gauge gauge = registry.get("lakehouse.sync.horizon.lag").gauge();
    assertThat(gauge.value()).isEqualTo(2.5);
    assertThat(gauge.getId().getTag("holder")).isEqualTo(OLD.holder());
  }

  @Test
  void forgetsAHolderThatIsGone() {
    twoRunsEnd(Duration.ZERO);
    oldest = Optional::empty;
    twoRunsEnd(Duration.ZERO);

    Gauge gauge = registry.get("lakehouse.sync.horizon.lag").gauge();
    assertThat(gauge.value()).isZero();
    assertThat(gauge.getId().getTag("holder")).isEqualTo("none");
  }

  @Test
  void knowsNothingWhilePostgresCannotBeAsked() {
    oldest =
        () -> {
          throw new NotAppliedException(Retry.SENSIBLE, "no connection", null);
        };
    twoRunsEnd(Duration.ZERO);

    assertThat(registry.find("lakehouse.sync.horizon.lag").gauge()).isNull();
  }

  @Test
  void asksOnceInItsInterval() {
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
