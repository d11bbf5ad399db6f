package io.lakehousesync.snowflake;

import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.RefresherProvider;
import io.lakehousesync.config.Settings;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/** Provides {@link AutoRefreshObserver} for {@code refresher = snowflake-postgres}. */
public final class AutoRefreshObserverProvider implements RefresherProvider {
  /** Called by the service loader. */
  public AutoRefreshObserverProvider() {}

  @Override
  public String name() {
    return "snowflake-postgres";
  }

  @Override
  public List<Key<?>> keys() {
    return SnowflakeKeys.MANAGED;
  }

  @Override
  public List<String> problems(Settings settings) {
    return SnowflakeConfiguration.managedProblems(settings);
  }

  @Override
  public void setUp(SyncTable table, ComponentContext context) {
    SnowflakeConfiguration.of(context.settings()).setUp(table, context.postgres());
  }

  @Override
  public CatalogRefresher create(ComponentContext context) {
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(context.settings());
    return snowflake.observer(
        context.pool("snowflake", snowflake.connections(), context.parallelRefreshes()));
  }
}
