package io.lakehousesync.micrometer;

import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgHorizon;
import io.lakehousesync.postgres.report.Horizon;
import io.lakehousesync.text.PrintableThrowable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the age of an open transaction that can delay copies of new rows. The gauge {@code
 * lakehouse.sync.horizon.lag} is the age, in seconds, of the oldest transaction that has written
 * and has not ended. Its tag {@code holder} describes that transaction, without its query. If there
 * is no such transaction, the gauge is 0 and the holder is "none". While PostgreSQL cannot be
 * queried, there is no gauge.
 *
 * <p>Each holder is a new value of the tag. If the registry keeps all values for ever, remove the
 * tag with a meter filter.
 *
 * <p>This is a listener. It sends a query to PostgreSQL after a run, at most every 10 seconds.
 * Thread-safe.
 */
public final class HorizonMetrics implements SyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(HorizonMetrics.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Supplier<Optional<Horizon>> oldest;
  private final MultiGauge gauge;
  private final long interval;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  HorizonMetrics(Supplier<Optional<Horizon>> oldest, MeterRegistry registry, Duration interval) {
    this.oldest = oldest;
    this.gauge =
        MultiGauge.builder("lakehouse.sync.horizon.lag")
            .description("Age of the oldest transaction that has written and has not ended")
            .baseUnit("seconds")
            .register(registry);
    this.interval = interval.toNanos();
  }

  /** Returns metrics that query PostgreSQL at most every 10 seconds. */
  public static HorizonMetrics of(PgHorizon horizon, MeterRegistry registry) {
    return new HorizonMetrics(
        Objects.requireNonNull(horizon, "horizon")::oldest,
        Objects.requireNonNull(registry, "registry"),
        INTERVAL);
  }

  @Override
  public void ended(TableReport report) {
    long due = next.get();
    long now = System.nanoTime();
    if (now - due >= 0 && next.compareAndSet(due, now + interval)) {
      gauge.register(rows(), true);
    }
  }

  private List<Row<?>> rows() {
    try {
      Optional<Horizon> found = oldest.get();
      return List.of(
          Row.of(
              Tags.of("holder", found.map(Horizon::holder).orElse("none")),
              found.map(horizon -> horizon.age().toMillis() / 1000.0).orElse(0.0)));
    } catch (NotAppliedException e) {
      LOG.debug(
          "the oldest transaction is unknown; the gauge is removed", PrintableThrowable.of(e));
      return List.of();
    }
  }
}
