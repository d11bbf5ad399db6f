package io.lakehousesync.config;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.table.SyncGroup;
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
  private final List<SyncTable> tables = new ArrayList<>();
  private boolean resolvesReferences = true;
  private @Nullable DataSource postgres;

  SyncConfigurationReader() {}

  /** Sets the values that replace {@code ${NAME}}. Default: the environment of the process. */
  public SyncConfigurationReader environment(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    return this;
  }

  /**
   * Takes values as they are written: <code>${</code> has no meaning. For hosts whose own
   * configuration has already replaced references. Default: references to the environment are
   * replaced. Messages show values as this reader gets them, without secrets.
   */
  public SyncConfigurationReader literalValues() {
    this.resolvesReferences = false;
    return this;
  }

  /**
   * Adds a table that the host describes in code. In the configuration, its name is the name of its
   * Iceberg table. A heap table that is added is not found again by {@code tables.include}.
   */
  public SyncConfigurationReader table(SyncTable table) {
    tables.add(Objects.requireNonNull(table, "table"));
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
            new KnownKeys(locators, refreshers),
            resolvesReferences ? environment : null,
            new ArrayList<>(problemsSoFar));
    Settings settings = check.values(properties);
    Optional<LocatorProvider> locator = locators.choose(settings, check.problems());
    Optional<RefresherProvider> refresher = refreshers.choose(settings, check.problems());
    check.postgres(settings, postgres != null);
    Map<String, SyncTable> described = check.tables(settings, tables);
    boolean undescribed = settings.sets(SyncKeys.INCLUDE) || !tables.isEmpty();
    locator.ifPresent(chosen -> check.component(chosen, settings, undescribed));
    refresher.ifPresent(chosen -> check.component(chosen, settings, undescribed));
    check.unusedKeys(settings, locator, refresher);
    // The database is asked for tables only if the configuration is valid otherwise.
    boolean valid = check.problems().isEmpty();
    Map<String, SyncTable> all =
        valid ? TablesByPattern.add(described, settings, postgres) : described;
    List<SyncGroup> groups =
        valid || !settings.sets(SyncKeys.INCLUDE)
            ? GroupKeys.groups(settings, all, check.problems())
            : List.of();
    if (!check.problems().isEmpty()) {
      throw new ConfigurationException(check.problems());
    }
    return new SyncConfiguration(
        settings, all, groups, locator.orElseThrow(), refresher.orElseThrow(), postgres, pooling);
  }
}
