package io.lakehousesync.testkit.containers;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.Testcontainers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.utility.DockerImageName;

/**
 * A real pg_lake in two containers: PostgreSQL with the extension, and its query engine. They share
 * two volumes, one for sockets and one for temporary files. S3 is the testkit's, in this process.
 *
 * <pre>{@code
 * @Testcontainers
 * class OrdersIT {
 *   @Container
 *   static final PgLakeContainers PG_LAKE =
 *       new PgLakeContainers(
 *           DockerImageName.parse("pg_lake:local"), DockerImageName.parse("pgduck-server:local"));
 * }
 * }</pre>
 *
 * <p>The images are those that pg_lake's repository builds, as the targets {@code pg_lake_postgres}
 * and {@code pgduck_server} of its Dockerfile. They have no published names, so the caller names
 * them. The database is {@code postgres}, and each connection of its superuser is trusted.
 *
 * <p>Not thread-safe, except {@link #dataSource()} and the other getters after the start.
 */
public final class PgLakeContainers implements Startable {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeContainers.class);

  private static final String BUCKET = "lake";
  private static final String LOCATION_PREFIX = "s3://" + BUCKET + "/frompg/tables/";
  private static final int POSTGRES_PORT = 5432;
  private static final String USER = "postgres";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

  private final DockerImageName postgresImage;
  private final DockerImageName engineImage;
  private final int postgresMajor;
  private final String volume = "lakehouse-" + UUID.randomUUID();
  private @Nullable Path directory;
  private @Nullable EmbeddedS3 s3;
  private @Nullable GenericContainer<?> engine;
  private @Nullable GenericContainer<?> postgres;

  /**
   * Creates the containers for images with PostgreSQL 18, the default of pg_lake's Dockerfile.
   *
   * @param postgres the image of PostgreSQL with pg_lake
   * @param queryEngine the image of pgduck_server
   */
  public PgLakeContainers(DockerImageName postgres, DockerImageName queryEngine) {
    this(postgres, queryEngine, 18);
  }

  /**
   * Creates the containers.
   *
   * @param postgres the image of PostgreSQL with pg_lake
   * @param queryEngine the image of pgduck_server
   * @param postgresMajor the major version of PostgreSQL in both images ({@code PG_MAJOR} of their
   *     build)
   */
  public PgLakeContainers(
      DockerImageName postgres, DockerImageName queryEngine, int postgresMajor) {
    this.postgresImage = Objects.requireNonNull(postgres, "postgres");
    this.engineImage = Objects.requireNonNull(queryEngine, "queryEngine");
    this.postgresMajor = postgresMajor;
  }

  /**
   * Starts S3 and both containers, and creates the extension. Has no effect if they run already.
   *
   * @throws IllegalStateException if the database is not ready within two minutes
   */
  @Override
  public void start() {
    if (postgres != null) {
      return;
    }
    try {
      startS3();
      GenericContainer<?> startedEngine =
          container(engineImage, StartScripts.engine(postgresMajor))
              .withCopyToContainer(
                  Transferable.of(StartScripts.secret(BUCKET, s3())), StartScripts.SECRET_FILE);
      engine = startedEngine;
      startedEngine.start();
      GenericContainer<?> started =
          container(postgresImage, StartScripts.postgres(postgresMajor, LOCATION_PREFIX))
              .withExposedPorts(POSTGRES_PORT);
      postgres = started;
      started.start();
      createExtension(started);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  private void startS3() {
    try {
      directory = Files.createTempDirectory("lakehouse-s3-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    EmbeddedS3 started = EmbeddedS3.start(directory);
    s3 = started;
    started.createBucket(BUCKET);
    Testcontainers.exposeHostPorts(started.settings().endpoint().orElseThrow().getPort());
  }

  /** Creates the extension, which also shows that PostgreSQL and the query engine are ready. */
  private void createExtension(GenericContainer<?> container) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection = dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end || !container.isRunning()) {
          throw new IllegalStateException(
              "pg_lake is not ready: %s. The log of PostgreSQL: %s"
                  .formatted(e.getMessage(), container.getLogs()),
              e);
        }
        LOG.debug("pg_lake is not ready yet: {}", e.getMessage());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pg_lake was starting", e);
    }
  }

  private GenericContainer<?> container(DockerImageName image, String script) {
    String base = "/home/postgres";
    return new GenericContainer<>(image)
        .withAccessToHost(true)
        .withCreateContainerCmdModifier(
            command ->
                Objects.requireNonNull(command.withEntrypoint("bash", "-c", script).getHostConfig())
                    .withBinds(
                        new Bind(volume + "-sockets", new Volume(base + "/sockets")),
                        new Bind(
                            volume + "-tmp",
                            new Volume(
                                "%s/pgsql-%d/data/base/pgsql_tmp"
                                    .formatted(base, postgresMajor)))));
  }

  /** Returns a new data source for the superuser. Its sessions end when they are closed. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(USER);
    return dataSource;
  }

  /**
   * Returns the JDBC URL of the database, without a user.
   *
   * @throws IllegalStateException before {@link #start()} and after {@link #stop()}
   */
  public String jdbcUrl() {
    GenericContainer<?> running = started(postgres);
    return "jdbc:postgresql://%s:%d/postgres"
        .formatted(running.getHost(), running.getMappedPort(POSTGRES_PORT));
  }

  /** Returns the name of the superuser, who needs no password. */
  public String user() {
    return USER;
  }

  /**
   * Returns the address and credentials of S3, as this process sees them.
   *
   * @throws IllegalStateException before {@link #start()} and after {@link #stop()}
   */
  public S3Settings s3() {
    return started(s3).settings();
  }

  /** Returns the location below which Iceberg tables are created. It ends in a slash. */
  public String locationPrefix() {
    return LOCATION_PREFIX;
  }

  /** Returns the base URL of an external volume that contains all tables: the bucket. */
  public String storageBaseUrl() {
    return "s3://" + BUCKET + "/";
  }

  private static <T> T started(@Nullable T service) {
    if (service == null) {
      throw new IllegalStateException("the containers do not run: call start() first");
    }
    return service;
  }

  /** Stops the containers and S3, and removes their volumes and files. */
  @Override
  public void stop() {
    Stream.of(postgres, engine).filter(Objects::nonNull).forEach(GenericContainer::stop);
    if (engine != null) {
      removeVolume(volume + "-sockets");
      removeVolume(volume + "-tmp");
    }
    postgres = null;
    engine = null;
    if (s3 != null) {
      s3.close();
      s3 = null;
    }
    if (directory != null) {
      delete(directory);
      directory = null;
    }
  }

  private static void removeVolume(String name) {
    try {
      DockerClientFactory.lazyClient().removeVolumeCmd(name).exec();
    } catch (DockerException e) {
      LOG.warn("could not remove the Docker volume {}", name, e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + directory, e);
    }
  }
}
