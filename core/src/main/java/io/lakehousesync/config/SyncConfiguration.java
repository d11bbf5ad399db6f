package io.lakehousesync.config;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A sync, described by properties:
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
 * <p>Everything is checked when it is read, except for what only the database knows. The keys are
 * listed in {@code docs/configuration.md}. Immutable; no secret is in {@link #toString()}.
 */
public final class SyncConfiguration {
  private final Settings settings;
  private final Map<String, SyncTable> tables;
  private final LocatorProvider locator;
  private final RefresherProvider refresher;
  private final @Nullable DataSource postgres;
  private final ConnectionPooling pooling;

  SyncConfiguration(
      Settings settings,
      Map<String, SyncTable> tables,
      LocatorProvider locator,
      RefresherProvider refresher,
      @Nullable DataSource postgres,
      ConnectionPooling pooling) {
    this.settings = settings;
    this.tables = Collections.unmodifiableMap(tables);
    this.locator = locator;
    this.refresher = refresher;
    this.postgres = postgres;
    this.pooling = pooling;
  }

  /**
   * Reads a properties file, in UTF-8.
   *
   * @throws ConfigurationException if it cannot be read, or something is wrong in it: all problems
   *     at once
   */
  public static SyncConfiguration load(Path file) {
    return reader().load(file);
  }

  /**
   * Reads a map.
   *
   * @throws ConfigurationException if something is wrong in it: all problems at once
   */
  public static SyncConfiguration of(Map<String, String> properties) {
    return reader().of(properties);
  }

  /** A reader for hosts with their own connections, pools or environment. */
  public static SyncConfigurationReader reader() {
    return new SyncConfigurationReader();
  }

  /** Every key that a configuration may hold with what is on the class path. */
  public static List<Key<?>> keys() {
    return new KnownKeys(
            Components.load(SyncKeys.LOCATOR, LocatorProvider.class),
            Components.load(SyncKeys.REFRESHER, RefresherProvider.class))
        .all();
  }

  /** The values, for those who know further keys. */
  public Settings settings() {
    return settings;
  }

  /** The tables, by their names in the configuration, in its order. */
  public Map<String, SyncTable> tables() {
    return tables;
  }

  /** The word by which the refresher was chosen. */
  public String refresherName() {
    return refresher.name();
  }

  /** How often tables are looked at: for {@link LakehouseSync#start}. */
  public Duration interval() {
    return settings.get(SyncKeys.INTERVAL);
  }

  /** How long {@link LakehouseSync#close()} waits. */
  public Duration closeTimeout() {
    return settings.get(SyncKeys.CLOSE_TIMEOUT);
  }

  /**
   * Makes what the configuration describes. It connects when it is first used.
   *
   * @return the parts, to be closed by the caller
   */
  public ConfiguredSync build() {
    return new ConfiguredSync(this, locator, refresher, postgres, pooling);
  }

  @Override
  public String toString() {
    return "SyncConfiguration" + settings;
  }
}
