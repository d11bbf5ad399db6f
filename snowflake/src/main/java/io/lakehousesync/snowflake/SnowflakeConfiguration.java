package io.lakehousesync.snowflake;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.Settings;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SnowflakeRoles;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Creates connections, the set-up and other objects from the configuration keys {@code
 * snowflake.*}. Immutable.
 */
public final class SnowflakeConfiguration {
  /** The time that the driver still waits for an answer after the statement timeout. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final Settings settings;

  private SnowflakeConfiguration(Settings settings) {
    this.settings = settings;
  }

  /**
   * Returns an instance that creates its objects from the settings. The settings must come from a
   * checked configuration with {@code refresher=snowflake} or {@code refresher=snowflake-postgres}.
   */
  public static SnowflakeConfiguration of(Settings settings) {
    return new SnowflakeConfiguration(settings);
  }

  /** Returns a data source that logs in for each new connection. Put a pool in front of it. */
  public SnowflakeConnections connections() {
    SnowflakeConnections.Builder connections =
        SnowflakeConnections.forUrl(settings.get(SnowflakeKeys.URL))
            .networkTimeout(settings.get(SnowflakeKeys.STATEMENT_TIMEOUT).plus(ANSWER));
    String user = settings.get(SnowflakeKeys.USER);
    settings
        .find(SnowflakeKeys.PASSWORD)
        .ifPresent(password -> connections.password(user, password));
    settings
        .find(SnowflakeKeys.PRIVATE_KEY_FILE)
        .ifPresent(
            file ->
                connections.keyPair(
                    user, file, settings.find(SnowflakeKeys.PRIVATE_KEY_PASSPHRASE).orElse(null)));
    settings
        .find(SnowflakeKeys.TOKEN)
        .ifPresent(token -> connections.programmaticAccessToken(user, token));
    settings.find(SnowflakeKeys.ROLE).ifPresent(connections::role);
    settings.find(SnowflakeKeys.WAREHOUSE).ifPresent(connections::warehouse);
    return connections.build();
  }

  /** Returns database and schema of the tables, in Snowflake's notation. */
  public String schema() {
    return settings.get(SnowflakeKeys.DATABASE) + "." + settings.get(SnowflakeKeys.SCHEMA);
  }

  /** Returns the JDBC URL of the account. */
  public String url() {
    return settings.get(SnowflakeKeys.URL);
  }

  /**
   * Replaces Snowflake's table after its Iceberg table was dropped and recreated in PostgreSQL; see
   * {@link SnowflakeRefresher#replace}. Works only for tables on the host's own S3. The new table
   * uses the external volume and the catalog integration that the configuration names. If the
   * configuration does not name them, the new table uses the volume and the integration that {@link
   * #setup} creates.
   *
   * @param location the newest metadata file of the recreated Iceberg table
   */
  public Replacement replace(DataSource snowflake, SyncTable table, MetadataLocation location) {
    return builder(snowflake)
        .createMissing(
            settings.find(SnowflakeKeys.EXTERNAL_VOLUME).orElse(SnowflakeSetup.VOLUME),
            settings.find(SnowflakeKeys.CATALOG_INTEGRATION).orElse(SnowflakeSetup.CATALOG))
        .build()
        .replace(table, location);
  }

  /**
   * Returns a check of the account, for tables on the host's own S3. It runs in a new schema of the
   * database of the tables.
   *
   * @param table the table from whose files the check creates its own table
   * @param committed the newest metadata file of the table; empty if there is none. Then the check
   *     sends no statements for tables
   * @param stageIntegration a storage integration of type EXTERNAL_STAGE, in Snowflake's notation.
   *     With it, the check also creates a task pipeline, if the configuration names a warehouse
   * @throws IllegalArgumentException if a name cannot be parsed
   */
  public AccountCheck accountCheck(
      DataSource snowflake,
      SyncTable table,
      Optional<MetadataLocation> committed,
      Optional<String> stageIntegration) {
    return new ConfiguredAccountCheck(settings)
        .check(snowflake, table, committed, stageIntegration);
  }

  SnowflakeRefresher refresher(DataSource snowflake) {
    SnowflakeRefresher.Builder refresher = builder(snowflake);
    settings
        .find(SnowflakeKeys.EXTERNAL_VOLUME)
        .ifPresent(
            volume ->
                refresher.createMissing(volume, settings.get(SnowflakeKeys.CATALOG_INTEGRATION)));
    return refresher.build();
  }

  private SnowflakeRefresher.Builder builder(DataSource snowflake) {
    return SnowflakeRefresher.builder(snowflake)
        .storageBaseUrl(settings.get(SnowflakeKeys.STORAGE_BASE_URL))
        .schema(schema())
        .statementTimeout(settings.get(SnowflakeKeys.STATEMENT_TIMEOUT));
  }

  AutoRefreshObserver observer(DataSource snowflake) {
    return AutoRefreshObserver.builder(snowflake)
        .schema(schema())
        .waitTimeout(settings.get(SnowflakeKeys.REFRESH_INTERVAL).multipliedBy(2))
        .build();
  }

  /**
   * Returns the set-up of the Snowflake objects; empty if the configuration does not have the
   * settings for a set-up.
   *
   * @param tables the tables
   * @param committed the newest metadata file of each table. If a table has no metadata file, it
   *     does not exist in PostgreSQL, and the set-up cannot create it in Snowflake. Then the set-up
   *     can only check and drop the table
   * @throws IllegalArgumentException if a setting does not have the form that the set-up needs; the
   *     message names the setting
   */
  public Optional<SnowflakeSetup> setup(
      Collection<SyncTable> tables, Map<TableName, MetadataLocation> committed) {
    Optional<SnowflakeSetup> setup =
        settings.sets(SnowflakeKeys.POSTGRES_INSTANCE)
            ? Optional.of(managed(tables))
            : settings
                .find(SnowflakeKeys.AWS_ROLE_ARN)
                .map(role -> objectStore(role, tables, committed));
    Optional<String> warehouse = settings.find(SnowflakeKeys.WAREHOUSE);
    return setup.map(each -> warehouse.map(each::withWarehouse).orElse(each));
  }

  /** Sets up a table in Snowflake, if the configuration has the settings for a set-up. */
  void setUp(SyncTable table, DataSource postgres) {
    List<TableName> targets = List.of(table.target());
    setup(List.of(table), IcebergTablesLocator.of(postgres).locations(targets))
        .ifPresent(setup -> setup.apply(connections()));
  }

  /**
   * Returns the roles for {@link SnowflakeSetup#grants}: the role of the configuration refreshes,
   * and the others have the default names.
   */
  public SnowflakeRoles roles() {
    SnowflakeRoles roles = SnowflakeRoles.ofDefaults();
    return settings.find(SnowflakeKeys.ROLE).map(roles::withRefresh).orElse(roles);
  }

  private SnowflakeSetup objectStore(
      String role, Collection<SyncTable> tables, Map<TableName, MetadataLocation> committed) {
    SnowflakeSetup.Builder setup =
        SnowflakeSetup.builder(
            schema(),
            new S3Location(
                settings.get(SnowflakeKeys.STORAGE_BASE_URL),
                role,
                settings.find(SnowflakeKeys.AWS_EXTERNAL_ID)));
    settings.find(SnowflakeKeys.EXTERNAL_VOLUME).ifPresent(setup::externalVolume);
    settings.find(SnowflakeKeys.CATALOG_INTEGRATION).ifPresent(setup::catalogIntegration);
    for (SyncTable table : tables) {
      MetadataLocation location = committed.get(table.target());
      if (location != null) {
        setup.table(table, location);
      } else {
        setup.withoutLocation(table);
      }
    }
    return setup.statementTimeout(settings.get(SnowflakeKeys.STATEMENT_TIMEOUT)).build();
  }

  private SnowflakeSetup managed(Collection<SyncTable> tables) {
    List<SyncTable> all = List.copyOf(tables);
    return SnowflakeSetup.managed(
        schema(),
        new ManagedCatalog(
            settings.get(SnowflakeKeys.CATALOG_INTEGRATION),
            settings.get(SnowflakeKeys.POSTGRES_INSTANCE),
            settings.get(SnowflakeKeys.POSTGRES_DATABASE),
            all.get(0).target().schema(),
            settings.get(SnowflakeKeys.REFRESH_INTERVAL)),
        all);
  }

  /** Returns the problems in the settings for tables on the host's own S3. */
  static List<String> objectStoreProblems(Settings settings) {
    List<String> problems = SnowflakeKeys.connectionProblems(settings);
    if (settings.sets(SnowflakeKeys.EXTERNAL_VOLUME)
        != settings.sets(SnowflakeKeys.CATALOG_INTEGRATION)) {
      problems.add(
          "%s and %s belong together: set both, or neither."
              .formatted(SnowflakeKeys.EXTERNAL_VOLUME, SnowflakeKeys.CATALOG_INTEGRATION));
    }
    if (settings.sets(SnowflakeKeys.AWS_EXTERNAL_ID)
        && !settings.sets(SnowflakeKeys.AWS_ROLE_ARN)) {
      problems.add(needs(SnowflakeKeys.AWS_EXTERNAL_ID, SnowflakeKeys.AWS_ROLE_ARN));
    }
    settings
        .find(SnowflakeKeys.AWS_ROLE_ARN)
        .ifPresent(
            role -> {
              try {
                S3Location.of(settings.get(SnowflakeKeys.STORAGE_BASE_URL), role);
              } catch (IllegalArgumentException e) {
                problems.add("%s: %s.".formatted(SnowflakeKeys.AWS_ROLE_ARN, e.getMessage()));
              }
            });
    return problems;
  }

  /** Returns the problems in the settings for tables on storage that Snowflake manages. */
  static List<String> managedProblems(Settings settings) {
    List<String> problems = SnowflakeKeys.connectionProblems(settings);
    if (settings.sets(SnowflakeKeys.POSTGRES_INSTANCE)
        != settings.sets(SnowflakeKeys.CATALOG_INTEGRATION)) {
      problems.add(
          "%s and %s belong together: set both, or neither."
              .formatted(SnowflakeKeys.POSTGRES_INSTANCE, SnowflakeKeys.CATALOG_INTEGRATION));
    }
    Duration interval = settings.get(SnowflakeKeys.REFRESH_INTERVAL);
    if (interval.toSeconds() < 30 || interval.toDays() > 1) {
      problems.add(
          "%s=%s: must be 30 seconds to a day."
              .formatted(SnowflakeKeys.REFRESH_INTERVAL, interval));
    }
    return problems;
  }

  private static String needs(Key<?> key, Key<?> other) {
    return "%s has no effect without %s: leave it out.".formatted(key, other);
  }
}
