package io.lakehousesync.spring;

import io.lakehousesync.LakehouseSyncBuilder;

/**
 * Changes the builder of the sync before the sync is built. Declare a bean of this type for
 * settings that have no property, such as the executor or the back-off. Beans are called in their
 * order ({@link org.springframework.core.annotation.Order}), after all properties were applied.
 */
@FunctionalInterface
public interface LakehouseSyncCustomizer {
  /** Changes the builder. An exception of this method stops the start of the application. */
  void customize(LakehouseSyncBuilder builder);
}
