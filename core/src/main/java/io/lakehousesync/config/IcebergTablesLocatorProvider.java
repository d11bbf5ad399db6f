package io.lakehousesync.config;

import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.spi.MetadataLocator;
import java.util.List;

/** Provides {@code locator=iceberg-tables}, which reads the locations from PostgreSQL. */
public final class IcebergTablesLocatorProvider implements LocatorProvider {
  /** Called by the service loader. */
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
