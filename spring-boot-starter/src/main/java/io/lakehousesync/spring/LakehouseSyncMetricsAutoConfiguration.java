package io.lakehousesync.spring;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.micrometer.MaintenanceMetrics;
import io.lakehousesync.micrometer.SyncMetrics;
import io.lakehousesync.micrometer.SyncObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Declares the meters and the observations of the sync as listeners, if the application has a
 * {@link MeterRegistry} or an {@link ObservationRegistry}. An application that builds its own
 * {@link LakehouseSync} adds these listeners to its builder.
 */
@AutoConfiguration(
    before = LakehouseSyncAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
    })
@ConditionalOnBooleanProperty(name = "lakehouse.enabled", matchIfMissing = true)
public final class LakehouseSyncMetricsAutoConfiguration {
  LakehouseSyncMetricsAutoConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  @ConditionalOnSingleCandidate(MeterRegistry.class)
  static class Meters {
    @Bean
    @ConditionalOnMissingBean
    SyncMetrics lakehouseSyncMetrics(MeterRegistry registry) {
      return SyncMetrics.of(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    MaintenanceMetrics lakehouseMaintenanceMetrics(MeterRegistry registry) {
      return MaintenanceMetrics.of(registry);
    }

    /** Adds the gauges when the sync exists: the sync is built with the listener above. */
    @Bean
    SmartInitializingSingleton lakehouseGauges(
        SyncMetrics metrics, ObjectProvider<LakehouseSync> sync) {
      return () -> sync.ifUnique(metrics::bindTo);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ObservationRegistry.class)
  @ConditionalOnSingleCandidate(ObservationRegistry.class)
  static class Observations {
    @Bean
    @ConditionalOnMissingBean
    SyncObservations lakehouseSyncObservations(ObservationRegistry registry) {
      return SyncObservations.of(registry);
    }
  }
}
