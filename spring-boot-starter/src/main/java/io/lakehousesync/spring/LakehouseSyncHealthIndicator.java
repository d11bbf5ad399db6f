package io.lakehousesync.spring;

import io.lakehousesync.SyncHealth;
import io.lakehousesync.TableHealth;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a sync for Spring Boot's Actuator. The starter declares it for the {@link
 * io.lakehousesync.LakehouseSync} of the application.
 *
 * <p>The status is UP if every table is fresh, DOWN if a table fails or has diverged, and DEGRADED
 * if a table is stale, blocked or incomplete. Spring Boot answers DEGRADED with HTTP 200, because a
 * restart of the host would not help. For the same reason, do not add the indicator to the liveness
 * group. Thread-safe.
 */
public final class LakehouseSyncHealthIndicator implements HealthIndicator {
  /** A table is stale, blocked or incomplete, but the host works. */
  public static final Status DEGRADED =
      new Status("DEGRADED", "a table is stale, blocked or incomplete");

  private final Supplier<SyncHealth> health;

  /**
   * Creates an indicator.
   *
   * @param health returns the health, such as {@code sync::health}. Each health request calls this
   *     supplier
   */
  public LakehouseSyncHealthIndicator(Supplier<SyncHealth> health) {
    this.health = health;
  }

  @Override
  public Health health() {
    SyncHealth now = health.get();
    Health.Builder builder =
        switch (now.status()) {
          case FRESH -> Health.up();
          case STALE, BLOCKED, INCOMPLETE -> Health.status(DEGRADED);
          case FAILING, DIVERGED -> Health.down();
        };
    now.tables().forEach(table -> builder.withDetail(table.table().source().toString(), of(table)));
    return builder.build();
  }

  private static Map<String, Object> of(TableHealth table) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("status", table.status().name());
    details.put("reason", table.reason());
    table.freshnessLag().map(Duration::toMillis).ifPresent(lag -> details.put("freshnessMs", lag));
    return details;
  }
}
