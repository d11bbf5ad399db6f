package io.lakehousesync.postgres;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs pg_lake in two containers, PostgreSQL and its query engine. They share a directory for
 * sockets and one for temporary files. S3 is the testkit's, in this process.
 */
final class PgLakeContainers implements AutoCloseable {
  static final String POSTGRES_IMAGE = "lakehouse.pg-lake.image";
  static final String ENGINE_IMAGE = "lakehouse.pgduck.image";

  private static final String BUCKET = "lake";
  private static final int POSTGRES_PORT = 5432;

  /** The directories of both images; they set PGBASEDIR and PG_MAJOR. */
  private static final String PREPARE =
      """
      set -eu
      base=${PGBASEDIR:-/home/postgres}; home=$base/pgsql-${PG_MAJOR:-18}
      mkdir -p $base/sockets $home/data/base/pgsql_tmp
      sudo chown -R postgres:postgres $base/sockets $home/data/base/pgsql_tmp
      chmod 700 $base/sockets $home/data/base/pgsql_tmp
      """;

  private static final String START_ENGINE =
      PREPARE
          + """
          exec $home/bin/pgduck_server --cache_dir /tmp/cache --unix_socket_directory $base/sockets \
            --unix_socket_group postgres --port 5332 --init_file_path /tmp/init.sql
          """;

  private static final String START_POSTGRES =
      PREPARE
          + """
          echo "host all all all trust" >> $home/data/pg_hba.conf
          exec $home/bin/postgres -D $home/data -c listen_addresses='*' \
            -c shared_preload_libraries=pg_extension_base \
            -c pg_lake_iceberg.default_location_prefix=s3://lake/tables/ \
            -c pg_lake_engine.host="host=$base/sockets port=5332"
          """;

  private static final String SECRET =
      """
      CREATE SECRET lake (TYPE s3, SCOPE 's3://lake', USE_SSL false, URL_STYLE 'path',
        ENDPOINT 'host.testcontainers.internal:%d', REGION '%s', KEY_ID '%s', SECRET '%s');
      """;

  private final String volume = "lakehouse-" + UUID.randomUUID();
  private Path directory = Path.of("");
  private @Nullable EmbeddedS3 s3;
  private @Nullable GenericContainer<?> engine;
  private @Nullable GenericContainer<?> postgres;

  void start() throws IOException {
    directory = Files.createTempDirectory("lakehouse-s3-");
    EmbeddedS3 started = EmbeddedS3.start(directory);
    s3 = started;
    started.createBucket(BUCKET);
    S3Settings settings = started.settings();
    int port = settings.endpoint().orElseThrow().getPort();
    org.testcontainers.Testcontainers.exposeHostPorts(port);
    engine =
        container(ENGINE_IMAGE, START_ENGINE)
            .withCopyToContainer(
                Transferable.of(
                    SECRET.formatted(
                        port,
                        settings.region(),
                        settings.accessKeyId(),
                        settings.secretAccessKey())),
                "/tmp/init.sql");
    engine.start();
    postgres = container(POSTGRES_IMAGE, START_POSTGRES).withExposedPorts(POSTGRES_PORT);
    postgres.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(
            () -> {
              try (Connection connection = dataSource().getConnection()) {
                TestSchema.execute(connection, "CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
                return true;
              }
            });
  }

  DataSource dataSource() {
    GenericContainer<?> running = Objects.requireNonNull(postgres, "start() first");
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {running.getHost()});
    dataSource.setPortNumbers(new int[] {running.getMappedPort(POSTGRES_PORT)});
    dataSource.setDatabaseName("postgres");
    dataSource.setUser("postgres");
    return dataSource;
  }

  private GenericContainer<?> container(String imageProperty, String script) {
    String image = Objects.requireNonNull(System.getProperty(imageProperty), imageProperty);
    return new GenericContainer<>(DockerImageName.parse(image))
        .withAccessToHost(true)
        .withCreateContainerCmdModifier(
            command ->
                Objects.requireNonNull(command.withEntrypoint("bash", "-c", script).getHostConfig())
                    .withBinds(
                        new Bind(volume + "-sockets", new Volume("/home/postgres/sockets")),
                        new Bind(
                            volume + "-tmp",
                            new Volume(
                                "/home/postgres/pgsql-%s/data/base/pgsql_tmp"
                                    .formatted(System.getProperty("lakehouse.pg-major", "18"))))));
  }

  @Override
  public void close() {
    Stream.of(postgres, engine).filter(Objects::nonNull).forEach(GenericContainer::stop);
    if (s3 != null) {
      s3.close();
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new IllegalStateException("could not remove " + directory, e);
    }
  }
}
