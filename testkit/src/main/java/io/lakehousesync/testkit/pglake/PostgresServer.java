package io.lakehousesync.testkit.pglake;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A stock PostgreSQL server with password authentication, on the loopback interface only. */
final class PostgresServer implements AutoCloseable {
  static final String SUPERUSER = "postgres";
  static final String DATABASE = "postgres";
  static final String HAND_OVER = "lake_hand_over";

  private static final int EXIT_SECONDS = 2;

  private final EmbeddedPostgres postgres;
  private final Path dataDirectory;

  private PostgresServer(EmbeddedPostgres postgres, Path dataDirectory) {
    this.postgres = postgres;
    this.dataDirectory = dataDirectory;
  }

  static PostgresServer start(Path dataDirectory, Path binaries, String password)
      throws IOException {
    Path passwordFile = dataDirectory.resolveSibling("password");
    Files.writeString(passwordFile, password + "\n");
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              // Not the shared instance: binaries are remembered by resolver for the JVM's life.
              .setPgBinaryResolver(
                  (system, machine) ->
                      DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine))
              .setOverrideWorkingDirectory(binaries.toFile())
              .setDataDirectory(dataDirectory)
              .setCleanDataDirectory(true)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setDataDirectoryCustomizer(PostgresServer::createHandOver)
              // These become initdb's options --auth-host, --auth-local and --pwfile.
              .setLocaleConfig("auth-host", "scram-sha-256")
              .setLocaleConfig("auth-local", "scram-sha-256")
              .setLocaleConfig("pwfile", passwordFile.toString())
              .setConnectConfig("password", password);
      ServerSettings.all().forEach(builder::setServerConfig);
      return new PostgresServer(builder.start(), dataDirectory);
    } finally {
      Files.delete(passwordFile);
    }
  }

  private static void createHandOver(File dataDirectory) {
    try {
      Path handOver = Files.createDirectory(dataDirectory.toPath().resolve(HAND_OVER));
      // Where root may not run the server, another user owns the data directory.
      Files.setOwner(handOver, Files.getOwner(dataDirectory.toPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return postgres.getPort();
  }

  Path handOver() {
    return dataDirectory.resolve(HAND_OVER);
  }

  DataSource dataSource() {
    return postgres.getPostgresDatabase();
  }

  @Override
  public void close() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    postgres.close();
    // The server is no child of this JVM, and reports that it stopped a moment before it exits.
    postmaster.ifPresent(
        process ->
            process.onExit().completeOnTimeout(process, EXIT_SECONDS, TimeUnit.SECONDS).join());
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    String pid = Files.readAllLines(dataDirectory.resolve("postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid));
  }
}
