package io.lakehousesync.testkit.pglake.internal.server;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A stock PostgreSQL server with password authentication, on the loopback interface only. */
public final class PostgresServer implements AutoCloseable {
  public static final String SUPERUSER = "postgres";
  public static final String DATABASE = "postgres";
  static final String REQUESTS = "lake_requests";

  private static final int EXIT_SECONDS = 2;

  private final EmbeddedPostgres postgres;
  private final Path dataDirectory;

  private PostgresServer(EmbeddedPostgres postgres, Path dataDirectory) {
    this.postgres = postgres;
    this.dataDirectory = dataDirectory;
  }

  static PostgresServer start(
      Path dataDirectory,
      Path binaries,
      String password,
      Map<String, String> settings,
      boolean keep)
      throws IOException {
    Path passwordFile = dataDirectory.resolveSibling("initdb-password");
    Files.writeString(passwordFile, password + "\n");
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              // The shared instance is not used, because it caches the path of the binaries until
              // the JVM ends.
              .setPgBinaryResolver(
                  (system, machine) ->
                      DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine))
              .setOverrideWorkingDirectory(binaries.toFile())
              .setDataDirectory(dataDirectory)
              .setCleanDataDirectory(!keep)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setDataDirectoryCustomizer(PostgresServer::createRequestDirectory)
              // These become initdb's options --auth-host, --auth-local and --pwfile.
              .setLocaleConfig("auth-host", "scram-sha-256")
              .setLocaleConfig("auth-local", "scram-sha-256")
              .setLocaleConfig("pwfile", passwordFile.toString())
              // Each login computes this number of hashes. One is enough for a random password.
              .setLocaleConfig("set", "scram_iterations=1")
              .setConnectConfig("password", password);
      ServerSettings.all().forEach(builder::setServerConfig);
      settings.forEach(builder::setServerConfig);
      return new PostgresServer(builder.start(), dataDirectory);
    } finally {
      Files.delete(passwordFile);
    }
  }

  private static void createRequestDirectory(File dataDirectory) {
    try {
      Path requests = dataDirectory.toPath().resolve(REQUESTS);
      // Requests of a server that was killed get no answer any more.
      Directories.delete(requests);
      Files.createDirectory(requests);
      // PostgreSQL does not run as root. If this JVM runs as root, the data directory belongs to
      // another user. This user must also own the directory of the requests.
      Files.setOwner(requests, Files.getOwner(dataDirectory.toPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return postgres.getPort();
  }

  Path requests() {
    return dataDirectory.resolve(REQUESTS);
  }

  DataSource dataSource(String database) {
    return postgres.getDatabase(SUPERUSER, database);
  }

  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    postgres.close();
    // The server reports that it has stopped shortly before its process exits. The process is not
    // a child of this JVM.
    postmaster.ifPresent(
        process ->
            process.onExit().completeOnTimeout(process, EXIT_SECONDS, TimeUnit.SECONDS).join());
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    String pid = Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid));
  }
}
