package io.lakehousesync.micrometer;

import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Observes each run of a table as {@code lakehouse.sync.run}, for tracing and for other handlers of
 * the registry.
 *
 * <ul>
 *   <li>Key values: {@code table}, {@code target}, and {@code outcome}, which is {@code success} or
 *       the simple name of the failure.
 *   <li>Events: {@code copied} for each batch, and {@code refreshed}.
 * </ul>
 *
 * <p>No observation opens a scope, because a run moves from thread to thread. Thread-safe.
 */
public final class SyncObservations implements SyncListener {
  private final ObservationRegistry registry;
  private final Map<SyncTable, Observation> open = new ConcurrentHashMap<>();

  private SyncObservations(ObservationRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /** Returns a listener that creates its observations in this registry. */
  public static SyncObservations of(ObservationRegistry registry) {
    return new SyncObservations(registry);
  }

  @Override
  public void started(SyncTable table) {
    open.put(
        table,
        Observation.createNotStarted("lakehouse.sync.run", registry)
            .lowCardinalityKeyValue("table", table.source().toString())
            .lowCardinalityKeyValue("target", table.target().toString())
            .start());
  }

  @Override
  public void copied(SyncTable table, CopyResult result, Duration took) {
    event(table, "copied");
  }

  @Override
  public void refreshed(SyncTable table, RefreshResult result, Duration took) {
    event(table, "refreshed");
  }

  private void event(SyncTable table, String name) {
    Observation observation = open.get(table);
    if (observation != null) {
      observation.event(Observation.Event.of(name));
    }
  }

  @Override
  public void ended(TableReport report) {
    Observation observation = open.remove(report.table());
    if (observation == null) {
      return;
    }
    observation.lowCardinalityKeyValue(
        "outcome",
        report.failure().map(failure -> failure.getClass().getSimpleName()).orElse("success"));
    report.failure().ifPresent(observation::error);
    observation.stop();
  }
}
