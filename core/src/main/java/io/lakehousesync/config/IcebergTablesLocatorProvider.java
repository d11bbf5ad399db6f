package io.lakehousesync.config;

import io.lakehousesync.MetadataLocator;
import io.lakehousesync.postgres.IcebergTablesLocator;
import java.util.List;

/** {@code locator = iceberg-tables}: PostgreSQL's own word. */
public final class IcebergTablesLocatorProvider implements LocatorProvider {
  /** Made by the service loader. */
  public IcebergTablesLocatorProvider() {}

  @Override
  public String name() {
    return "iceberg-tables";
  }

  @Override
  public List<Key<?>> keys() {
    return List.of();
  }

  @Override
  public MetadataLocator create(ComponentContext context) {
    return IcebergTablesLocator.of(context.postgres());
  }
}
