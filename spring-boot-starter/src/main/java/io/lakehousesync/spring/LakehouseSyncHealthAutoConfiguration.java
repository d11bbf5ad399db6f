package io.lakehousesync.spring;

import io.lakehousesync.LakehouseSync;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Declares the health indicator {@code lakehouse}, also for a {@link LakehouseSync} that the
 * application declares. {@code management.health.lakehouse.enabled=false} turns it off.
 */
@AutoConfiguration(after = LakehouseSyncAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
public final class LakehouseSyncHealthAutoConfiguration {
  LakehouseSyncHealthAutoConfiguration() {}

  /** A class of its own, because its condition is in the library that may be missing. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnSingleCandidate(LakehouseSync.class)
  @ConditionalOnEnabledHealthIndicator("lakehouse")
  static class Indicator {
    @Bean
    @ConditionalOnMissingBean(name = "lakehouseHealthIndicator")
    HealthIndicator lakehouseHealthIndicator(LakehouseSync sync) {
      return new LakehouseSyncHealthIndicator(sync::health);
    }
  }
}
