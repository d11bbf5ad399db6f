package io.lakehousesync.micrometer;

import io.lakehousesync.CopyResult;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.SyncListener;
import io.lakehousesync.SyncTable;
import io.lakehousesync.TableReport;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Observes each run of a table as {@code lakehouse.sync.run}, for tracing and for whatever else the
 * registry's handlers do. Key values: {@code table}, and {@code outcome}, {@code success} or the
 * failure's simple name. Events: {@code copied} for each batch, {@code refreshed}.
 *
 * <p>A run goes from thread to thread, so that it opens no scope. Thread-safe.
 */
public final class SyncObservations implements SyncListener {
  private final ObservationRegistry registry;
  private final Map<SyncTable, Observation> open = new ConcurrentHashMap<>();

  private SyncObservations(ObservationRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /** Observations in this registry. */
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
