package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.RefresherProvider;
import io.lakehousesync.config.Settings;
import java.util.List;

/** {@code refresher = snowflake-postgres}: an {@link AutoRefreshObserver}. */
public final class AutoRefreshObserverProvider implements RefresherProvider {
  /** Made by the service loader. */
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
  public CatalogRefresher create(ComponentContext context) {
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(context.settings());
    return snowflake.observer(
        context.pool("snowflake", snowflake.connections(), context.parallelRefreshes()));
  }
}
