package io.lakehousesync.examples.services;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The services of one run: PostgreSQL, S3 and Snowflake, with a data source for PostgreSQL and one
 * for Snowflake. Each service is embedded or belongs to the user. {@link #close} stops the services
 * that this object started, in reverse order. {@link #close} may be called more than once, and from
 * a shutdown hook.
 */
public final class Services implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private static volatile boolean stopping;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ConnectionInstructions howToConnect = new ConnectionInstructions();
  private final DataSource postgres;
  private final Optional<DataSource> snowflake;
  private final Optional<S3Settings> s3;
  private final String storageBaseUrl;
  private final Map<String, String> environment;

  private enum Catalog {
    SNOWFLAKE,
    NONE
  }

  private Services(
      ServiceOptions options,
      String schema,
      int connections,
      Catalog catalog,
      Map<String, String> serverSettings) {
    // The hook is registered before the first service starts, because a signal may arrive while the
    // second service starts.
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-services"));
    try {
      String locationPrefix;
      if (options.pgUrl == null) {
        EmbeddedLakehouse lakehouse = startLakehouse(options, serverSettings);
        EmbeddedPgLake pgLake = lakehouse.pgLake();
        s3 = Optional.of(lakehouse.s3());
        postgres =
            open(
                Postgres.connect(
                    pgLake.jdbcUrl(), pgLake.user(), pgLake.password(), schema, connections));
        locationPrefix = lakehouse.locationPrefix();
      } else {
        s3 = options.s3();
        postgres =
            open(
                Postgres.connect(
                    options.pgUrl, options.pgUser, options.pgPassword, schema, connections));
        locationPrefix =
            options.locationPrefix().orElseGet(() -> Postgres.locationPrefix(postgres));
      }
      storageBaseUrl = options.storageBaseUrl().orElseGet(() -> S3.bucketUrl(locationPrefix));
      s3.ifPresent(settings -> S3.checkBucket(settings, locationPrefix));
      snowflake =
          catalog == Catalog.NONE ? Optional.empty() : Optional.of(connectSnowflake(options, s3));
      environment = environment(options, locationPrefix);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens the services that the options name, and starts the rest. They stop when this object is
   * closed, or when the JVM shuts down.
   *
   * @param schema the current schema of PostgreSQL's sessions
   * @throws UserException if a service cannot be reached, or options contradict each other
   */
  public static Services open(ServiceOptions options, String schema) {
    return open(options, schema, CONNECTIONS);
  }

  /**
   * Opens services as {@link #open(ServiceOptions, String)} does, for commands that use many
   * connections.
   *
   * @param connections how many connections to PostgreSQL the command uses at the same time
   */
  public static Services open(ServiceOptions options, String schema, int connections) {
    options.check();
    options.checkCatalog();
    return new Services(options, schema, connections, Catalog.SNOWFLAKE, Map.of());
  }

  /**
   * Opens services without Snowflake, for commands that end at the Iceberg tables.
   *
   * @param connections how many connections to PostgreSQL the command uses at the same time
   */
  public static Services openPostgres(ServiceOptions options, String schema, int connections) {
    return openPostgres(options, schema, connections, Map.of());
  }

  /**
   * Opens services without Snowflake.
   *
   * @param serverSettings parameters of the embedded PostgreSQL. They have no effect on a server
   *     that the options name
   */
  public static Services openPostgres(
      ServiceOptions options, String schema, int connections, Map<String, String> serverSettings) {
    options.check();
    return new Services(options, schema, connections, Catalog.NONE, serverSettings);
  }

  /** Returns whether the JVM is shutting down. Failures during a shutdown are expected. */
  public static boolean stopping() {
    return stopping;
  }

  /** Returns the data source of PostgreSQL. */
  public DataSource postgres() {
    return postgres;
  }

  /**
   * Returns the data source of Snowflake.
   *
   * @throws IllegalStateException if only PostgreSQL was opened
   */
  public DataSource snowflake() {
    return snowflake.orElseThrow(() -> new IllegalStateException("Snowflake was not opened"));
  }

  /** Returns the S3 service of the Iceberg tables; empty if no option names it. */
  public Optional<S3Settings> s3() {
    return s3;
  }

  /** Returns the base URL of Snowflake's external volume. */
  public String storageBaseUrl() {
    return storageBaseUrl;
  }

  /**
   * Returns shell lines with which other programs connect to the services in this process. The
   * passwords are valid until the process ends. Empty if no service runs in this process.
   */
  public List<String> howToConnect() {
    return howToConnect.lines();
  }

  /**
   * Returns the environment in which another process opens the same PostgreSQL and Snowflake,
   * including services that run in this process. The environment contains no S3 options, because
   * only a process that starts services needs them.
   */
  public Map<String, String> environment() {
    return environment;
  }

  private Map<String, String> environment(ServiceOptions options, String locationPrefix) {
    Map<String, String> variables = new HashMap<>(EnvironmentDefaults.of(options));
    variables.putAll(howToConnect.variables());
    variables.put("LAKEHOUSE_LOCATION_PREFIX", locationPrefix);
    variables.put("LAKEHOUSE_STORAGE_BASE_URL", storageBaseUrl);
    variables.keySet().removeIf(name -> name.startsWith("LAKEHOUSE_S3_"));
    return Map.copyOf(variables);
  }

  /**
   * Returns a path for PostgreSQL's unpacked binaries. The path is in the build directory, so that
   * {@code mvn clean} removes the binaries.
   */
  private static Path binaries() {
    return Path.of(System.getProperty("examples.directory", "examples"), "target", "postgresql");
  }

  private EmbeddedLakehouse startLakehouse(
      ServiceOptions options, Map<String, String> serverSettings) {
    EmbeddedLakehouse.Builder builder = EmbeddedLakehouse.builder().binaries(binaries());
    options.locationPrefix().ifPresent(builder::locationPrefix);
    options.s3().ifPresent(builder::s3);
    serverSettings.forEach(builder::setting);
    EmbeddedLakehouse lakehouse = open(builder.start());
    howToConnect.add(lakehouse.pgLake());
    if (options.s3().isEmpty()) {
      howToConnect.add(lakehouse.s3());
    }
    mergeManifestsSoon(lakehouse.pgLake());
    return lakehouse;
  }

  /** Applies the advice of docs/operations.md, so that commits stay fast. */
  private static void mergeManifestsSoon(EmbeddedPgLake pgLake) {
    try (Connection connection =
            DriverManager.getConnection(pgLake.jdbcUrl(), pgLake.user(), pgLake.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE %s SET pg_lake_iceberg.manifest_min_count_to_merge = 10"
              .formatted(statement.enquoteIdentifier(connection.getCatalog(), true)));
    } catch (SQLException e) {
      throw new UserException(
          UserException.Kind.FAILURE, "The embedded PostgreSQL rejected a setting: " + e, e);
    }
  }

  private DataSource connectSnowflake(ServiceOptions options, Optional<S3Settings> s3) {
    if (options.snowflakeUrl != null) {
      return open(Snowflake.connect(options.snowflakeUrl, Snowflake.properties(options)));
    }
    EmbeddedSnowflake standIn = startStandIn(options, s3.orElseThrow());
    return open(Snowflake.connect(standIn.jdbcUrl(), standIn.connectionProperties()));
  }

  private EmbeddedSnowflake startStandIn(ServiceOptions options, S3Settings s3) {
    EmbeddedSnowflake standIn =
        open(
            EmbeddedSnowflake.builder(s3)
                .externalVolume(options.externalVolume, storageBaseUrl)
                .catalogIntegration(options.catalogIntegration)
                .start());
    howToConnect.add(standIn);
    return standIn;
  }

  private <T extends AutoCloseable> T open(T service) {
    synchronized (opened) {
      opened.push(service);
    }
    if (stopping) {
      close();
      throw new IllegalStateException("the process is shutting down");
    }
    return service;
  }

  private void stop() {
    stopping = true;
    close();
  }

  /** Stops the services that this object started. */
  @Override
  public void close() {
    synchronized (opened) {
      while (!opened.isEmpty()) {
        try {
          opened.pop().close();
        } catch (Exception e) {
          System.err.println("warning: a service did not stop cleanly: " + e);
        }
      }
    }
  }
}
