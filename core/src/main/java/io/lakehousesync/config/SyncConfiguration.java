package io.lakehousesync.config;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a sync, read from properties:
 *
 * <pre>{@code
 * postgres.url=jdbc:postgresql://localhost:5432/shop
 * postgres.user=sync
 * postgres.password=${SYNC_PASSWORD}
 * table.orders.target=iceberg_orders
 * table.orders.mode=upsert
 * }</pre>
 *
 * <pre>{@code
 * try (ConfiguredSync sync = SyncConfiguration.load(Path.of("lakehouse.properties")).build()) {
 *   sync.sync().runOnce();
 * }
 * }</pre>
 *
 * <p>The configuration is checked when it is read. {@link ConfiguredSync#sync()} checks it against
 * the database. The keys are listed in {@code docs/configuration.md}. {@link #toString()} contains
 * no secrets. Immutable.
 */
public final class SyncConfiguration {
  private final Settings settings;
  private final Map<String, SyncTable> tables;
  private final List<SyncGroup> groups;
  private final LocatorProvider locator;
  private final RefresherProvider refresher;
  private final @Nullable DataSource postgres;
  private final ConnectionPooling pooling;

  SyncConfiguration(
      Settings settings,
      Map<String, SyncTable> tables,
      List<SyncGroup> groups,
      LocatorProvider locator,
      RefresherProvider refresher,
      @Nullable DataSource postgres,
      ConnectionPooling pooling) {
    this.settings = settings;
    this.tables = Collections.unmodifiableMap(tables);
    this.groups = List.copyOf(groups);
    this.locator = locator;
    this.refresher = refresher;
    this.postgres = postgres;
    this.pooling = pooling;
  }

  /**
   * Reads a properties file in UTF-8.
   *
   * @throws ConfigurationException if the file cannot be read or is invalid. The exception lists
   *     all problems
   */
  public static SyncConfiguration load(Path file) {
    return reader().load(file);
  }

  /**
   * Reads a map of keys and values.
   *
   * @throws ConfigurationException if the configuration is invalid. The exception lists all
   *     problems
   */
  public static SyncConfiguration of(Map<String, String> properties) {
    return reader().of(properties);
  }

  /** Returns a reader, for hosts with their own connections, pools or environment. */
  public static SyncConfigurationReader reader() {
    return new SyncConfigurationReader();
  }

  /** Returns all keys that a configuration can set with the modules on the class path. */
  public static List<Key<?>> keys() {
    return new KnownKeys(
            Components.load(SyncKeys.LOCATOR, LocatorProvider.class),
            Components.load(SyncKeys.REFRESHER, RefresherProvider.class))
        .all();
  }

  /** Returns the values, for code that reads further keys. */
  public Settings settings() {
    return settings;
  }

  /** Returns the tables by their names in the configuration, in the order of the configuration. */
  public Map<String, SyncTable> tables() {
    return tables;
  }

  /**
   * Returns the groups, in the order of the configuration. Their tables are also among {@link
   * #tables}.
   */
  public List<SyncGroup> groups() {
    return groups;
  }

  /** Returns the value of the key {@code refresher}. */
  public String refresherName() {
    return refresher.name();
  }

  /** Returns the time between two checks for changes, for {@link LakehouseSync#start}. */
  public Duration interval() {
    return settings.get(SyncKeys.INTERVAL);
  }

  /** Returns how long {@link LakehouseSync#close()} waits for runs that are under way. */
  public Duration closeTimeout() {
    return settings.get(SyncKeys.CLOSE_TIMEOUT);
  }

  /**
   * Builds the sync and its parts. They connect when they are first used.
   *
   * @return the sync and its parts, in one object that the caller must close
   * @throws ConfigurationException if the refresher cannot serve all tables, for example because
   *     two tables have the same name in the catalog
   */
  public ConfiguredSync build() {
    return new ConfiguredSync(this, locator, refresher, postgres, pooling);
  }

  @Override
  public String toString() {
    return "SyncConfiguration" + settings;
  }
}
