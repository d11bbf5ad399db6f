package io.lakehousesync.micrometer;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.postgres.Horizon;
import io.lakehousesync.postgres.PgHorizon;
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
 * Gauges what holds the copying of new rows back: {@code lakehouse.sync.horizon.lag}, the age in
 * seconds of the oldest transaction that has written and not ended, with its name in words, but not
 * its query, as the tag {@code holder}. It is 0, and the holder "none", if there is none; there is
 * no gauge while PostgreSQL cannot be asked. There is one holder at a time, but each transaction is
 * another value of the tag: deny it by a meter filter where the registry keeps all values for ever.
 *
 * <p>It is a listener: after a run it asks PostgreSQL, with one query, unless it has done so within
 * the interval. Thread-safe.
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

  /** Asks every 10 seconds at most. */
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
      LOG.debug("the oldest transaction is not known", e);
      return List.of();
    }
  }
}
