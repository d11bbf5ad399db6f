package io.lakehousesync.examples.spring;

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
 * A sync's health as Spring Boot's actuator shows it: declare a bean {@code new
 * LakehouseSyncHealthIndicator(sync::health)}.
 *
 * <p>UP if every table is fresh, DOWN if one fails or has diverged, and DEGRADED, which Spring Boot
 * answers with HTTP 200, if one is stale or blocked: to restart the host would not help. Do not
 * make it part of the liveness group, for the same reason.
 */
public final class LakehouseSyncHealthIndicator implements HealthIndicator {
  /** Something is older than it should be, and the host is well. */
  public static final Status DEGRADED =
      new Status("DEGRADED", "a table is older than it should be");

  private final Supplier<SyncHealth> health;

  /**
   * An indicator.
   *
   * @param health asked at each call, such as {@code sync::health}
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
          case STALE, BLOCKED -> Health.status(DEGRADED);
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
