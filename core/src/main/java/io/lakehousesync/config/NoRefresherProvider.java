package io.lakehousesync.config;

import io.lakehousesync.spi.CatalogRefresher;
import java.util.List;

/**
 * Provides {@code refresher=none}: the sync copies into the Iceberg tables and refreshes nothing.
 */
public final class NoRefresherProvider implements RefresherProvider {
  /** Called by the service loader. */
  public NoRefresherProvider() {}

  @Override
  public String name() {
    return "none";
  }

  @Override
  public List<Key<?>> keys() {
    return List.of();
  }

  @Override
  public CatalogRefresher create(ComponentContext context) {
    return CatalogRefresher.none();
  }
}
