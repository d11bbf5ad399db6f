package io.lakehousesync.config;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.SyncTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads a {@link SyncConfiguration} with what the host gives to it. Not thread-safe. */
public final class SyncConfigurationReader {
  private Map<String, String> environment = System.getenv();
  private ConnectionPooling pooling = ConnectionPooling.none();
  private @Nullable DataSource postgres;

  SyncConfigurationReader() {}

  /** Where {@code ${NAME}} is looked up. Default: the environment of the process. */
  public SyncConfigurationReader environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  /**
   * The host's own connections to PostgreSQL, which it closes itself. The keys {@code postgres.*}
   * have no place then. Default: what these keys say.
   */
  public SyncConfigurationReader postgres(DataSource postgres) {
    this.postgres = Objects.requireNonNull(postgres, "postgres");
    return this;
  }

  /**
   * Pools for the connections that the configuration describes. Default: none, which costs a login
   * for each connection; see {@link ConnectionPooling}.
   */
  public SyncConfigurationReader pooling(ConnectionPooling pooling) {
    this.pooling = Objects.requireNonNull(pooling, "pooling");
    return this;
  }

  /**
   * Reads a properties file, in UTF-8.
   *
   * @throws ConfigurationException if it cannot be read, or something is wrong in it: all problems
   *     at once
   */
  public SyncConfiguration load(Path file) {
    Properties properties = Properties.load(file);
    return read(properties.values(), properties.problems());
  }

  /**
   * Reads a map.
   *
   * @throws ConfigurationException if something is wrong in it: all problems at once
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
    check.effects(settings, locator, refresher);
    if (!check.problems().isEmpty()) {
      throw new ConfigurationException(check.problems());
    }
    return new SyncConfiguration(
        settings,
        new LinkedHashMap<>(tables),
        locator.orElseThrow(),
        refresher.orElseThrow(),
        postgres,
        pooling);
  }
}
