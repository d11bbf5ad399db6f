package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogRefresher;
import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.RefresherProvider;
import io.lakehousesync.config.Settings;
import java.util.List;

/** {@code refresher = snowflake}: a {@link SnowflakeRefresher}. */
public final class SnowflakeRefresherProvider implements RefresherProvider {
  /** Made by the service loader. */
  public SnowflakeRefresherProvider() {}

  @Override
  public String name() {
    return "snowflake";
  }

  @Override
  public List<Key<?>> keys() {
    return SnowflakeKeys.OBJECT_STORE;
  }

  @Override
  public List<String> problems(Settings settings) {
    return SnowflakeConfiguration.objectStoreProblems(settings);
  }

  @Override
  public CatalogRefresher create(ComponentContext context) {
    SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(context.settings());
    return snowflake.refresher(
        context.pool("snowflake", snowflake.connections(), context.parallelRefreshes()));
  }
}
