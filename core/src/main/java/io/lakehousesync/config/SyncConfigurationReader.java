package io.lakehousesync.config;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.table.SyncTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads a {@link SyncConfiguration}, with options of the host. Not thread-safe. */
public final class SyncConfigurationReader {
  private Map<String, String> environment = System.getenv();
  private ConnectionPooling pooling = ConnectionPooling.none();
  private @Nullable DataSource postgres;

  SyncConfigurationReader() {}

  /** Sets the values that replace {@code ${NAME}}. Default: the environment of the process. */
  public SyncConfigurationReader environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  /**
   * Sets the connections to PostgreSQL. The host closes them itself. If this is set, the
   * configuration must not set keys that begin with {@code postgres.}. Default: new connections,
   * which the keys that begin with {@code postgres.} describe.
   */
  public SyncConfigurationReader postgres(DataSource postgres) {
    this.postgres = Objects.requireNonNull(postgres, "postgres");
    return this;
  }

  /**
   * Sets how to pool the connections that the configuration describes. Default: {@link
   * ConnectionPooling#none()}, which creates no pool.
   */
  public SyncConfigurationReader pooling(ConnectionPooling pooling) {
    this.pooling = Objects.requireNonNull(pooling, "pooling");
    return this;
  }

  /**
   * Reads a properties file in UTF-8.
   *
   * @throws ConfigurationException if the file cannot be read or is invalid. The exception lists
   *     all problems
   */
  public SyncConfiguration load(Path file) {
    PropertiesFile properties = PropertiesFile.load(file);
    return read(properties.values(), properties.problems());
  }

  /**
   * Reads a map of keys and values.
   *
   * @throws ConfigurationException if the configuration is invalid. The exception lists all
   *     problems
   */
  public SyncConfiguration of(Map<String, String> properties) {
    return read(properties, List.of());
  }

  private SyncConfiguration read(Map<String, String> properties, List<String> problemsSoFar) {
    Components<LocatorProvider> locators = Components.load(SyncKeys.LOCATOR, LocatorProvider.class);
    Components<RefresherProvider> refreshers =
        Components.load(SyncKeys.REFRESHER, RefresherProvider.class);
    ConfigurationCheck check =
        new ConfigurationCheck(
            new KnownKeys(locators, refreshers), environment, new ArrayList<>(problemsSoFar));
    Settings settings = check.values(properties);
    Optional<LocatorProvider> locator = locators.choose(settings, check.problems());
    Optional<RefresherProvider> refresher = refreshers.choose(settings, check.problems());
    check.postgres(settings, postgres != null);
    Map<String, SyncTable> tables = check.tables(settings);
    locator.ifPresent(chosen -> check.component(chosen, settings));
    refresher.ifPresent(chosen -> check.component(chosen, settings));
    check.unusedKeys(settings, locator, refresher);
    if (!check.problems().isEmpty()) {
      throw new ConfigurationException(check.problems());
    }
    return new SyncConfiguration(
        settings,
        TablesByPattern.add(tables, settings, postgres),
        locator.orElseThrow(),
        refresher.orElseThrow(),
        postgres,
        pooling);
  }
}
