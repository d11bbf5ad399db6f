package io.lakehousesync.config;

import io.lakehousesync.CatalogRefresher;
import java.util.List;

/** {@code refresher = none}: the sync ends at the Iceberg tables. */
public final class NoRefresherProvider implements RefresherProvider {
  /** Made by the service loader. */
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
