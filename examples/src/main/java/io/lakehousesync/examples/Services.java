package io.lakehousesync.examples;

import io.lakehousesync.examples.UserException.Kind;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The services of one run, embedded or the user's, behind the same two data sources. Closing stops
 * what was started here, in reverse order; it may be called more than once, and from a shutdown
 * hook.
 */
public final class Services implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private static volatile boolean stopping;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Optional<EmbeddedLakehouse> lakehouse;
  private final DataSource postgres;
  private final Optional<DataSource> snowflake;
  private final String locationPrefix;
  private final String storageBaseUrl;

  private enum Catalog {
    SNOWFLAKE,
    NONE
  }

  private Services(
      ServiceOptions options, Path binaries, String schema, int connections, Catalog catalog) {
    try {
      lakehouse =
          options.embedsPostgres() ? Optional.of(start(options, binaries)) : Optional.empty();
      Optional<S3Settings> s3 = lakehouse.map(EmbeddedLakehouse::s3).or(options::s3);
      if (lakehouse.isPresent()) {
        EmbeddedPgLake pgLake = lakehouse.get().pgLake();
        postgres =
            open(
                Postgres.connect(
                    pgLake.jdbcUrl(), pgLake.user(), pgLake.password(), schema, connections));
        locationPrefix = lakehouse.get().locationPrefix();
      } else {
        postgres = open(Postgres.connect(options, schema, connections));
        locationPrefix =
            options.locationPrefix().orElseGet(() -> Postgres.locationPrefix(postgres));
      }
      storageBaseUrl = options.storageBaseUrl().orElseGet(() -> S3.bucketUrl(locationPrefix));
      s3.ifPresent(settings -> S3.checkBucket(settings, locationPrefix));
      snowflake =
          catalog == Catalog.SNOWFLAKE
              ? Optional.of(open(snowflake(options, s3)))
              : Optional.empty();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens what the options name, and starts the rest. It is stopped when it is closed, and when the
   * JVM is asked to end.
   *
   * @param binaries where PostgreSQL's binaries are kept between runs
   * @param schema the schema that PostgreSQL's sessions look for names in
   * @throws UserException if a service cannot be reached, or the options do not go together
   */
  public static Services open(ServiceOptions options, Path binaries, String schema) {
    return closedWithTheJvm(
        new Services(options, binaries, schema, CONNECTIONS, Catalog.SNOWFLAKE));
  }

  /**
   * As {@link #open}, for commands that end at the Iceberg tables: without Snowflake.
   *
   * @param connections how many connections to PostgreSQL the command uses at the same time
   */
  public static Services openPostgres(
      ServiceOptions options, Path binaries, String schema, int connections) {
    return closedWithTheJvm(new Services(options, binaries, schema, connections, Catalog.NONE));
  }

  private static Services closedWithTheJvm(Services services) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping = true;
                  services.close();
                },
                "stop-services"));
    return services;
  }

  /** Whether the JVM was asked to end, so that failures are no news. */
  static boolean stopping() {
    return stopping;
  }

  /** Connections to PostgreSQL. */
  public DataSource postgres() {
    return postgres;
  }

  /**
   * Connections to Snowflake.
   *
   * @throws IllegalStateException if only PostgreSQL was opened
   */
  public DataSource snowflake() {
    return snowflake.orElseThrow(() -> new IllegalStateException("Snowflake was not opened"));
  }

  /** Where Iceberg tables are created. */
  public String locationPrefix() {
    return locationPrefix;
  }

  /** The base URL of Snowflake's external volume. */
  public String storageBaseUrl() {
    return storageBaseUrl;
  }

  /** The services that run inside this process, if PostgreSQL is one of them. */
  public Optional<EmbeddedLakehouse> lakehouse() {
    return lakehouse;
  }

  private EmbeddedLakehouse start(ServiceOptions options, Path binaries) {
    EmbeddedLakehouse.Builder builder = EmbeddedLakehouse.builder().binaries(binaries);
    options.locationPrefix().ifPresent(builder::locationPrefix);
    options.s3().ifPresent(builder::s3);
    return open(builder.start());
  }

  private DataSource snowflake(ServiceOptions options, Optional<S3Settings> s3) {
    if (options.snowflakeUrl != null) {
      return Snowflake.connect(options);
    }
    if (s3.isEmpty()) {
      throw new UserException(
          Kind.USAGE,
          "With --pg-url, give either --snowflake-url, or the S3 options (--s3-endpoint,"
              + " --s3-access-key, --s3-secret-key) of the service that holds the Iceberg tables,"
              + " so that a stand-in for Snowflake can read them.",
          null);
    }
    EmbeddedSnowflake standIn =
        open(
            EmbeddedSnowflake.builder(s3.get())
                .externalVolume(options.externalVolume, storageBaseUrl)
                .catalogIntegration(options.catalogIntegration)
                .start());
    return Snowflake.connect(standIn.jdbcUrl(), standIn.connectionProperties());
  }

  private <T> T open(T service) {
    synchronized (opened) {
      if (service instanceof AutoCloseable closeable) {
        opened.push(closeable);
      }
    }
    return service;
  }

  /** Stops what was started here. */
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
