package io.lakehousesync.testkit.pglake.internal.server;

import io.lakehousesync.testkit.pglake.internal.engine.QueryEngine;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** The parts of a running server. This class starts and stops the parts in the right order. */
public final class RunningServer implements AutoCloseable {
  private final Path directory;
  private final Watchdog watchdog;
  private final PostgresServer server;
  private final String password;
  private final FileIO io;
  private @Nullable EngineSession engine;

  private RunningServer(
      Path directory, Watchdog watchdog, PostgresServer server, String password, FileIO io) {
    this.directory = directory;
    this.watchdog = watchdog;
    this.server = server;
    this.password = password;
    this.io = io;
  }

  public static RunningServer start(
      S3Settings s3,
      Path directory,
      Path binaries,
      String defaultLocationPrefix,
      Map<String, String> settings)
      throws IOException, SQLException {
    Path data = directory.resolve("data");
    String password = UUID.randomUUID().toString();
    Watchdog watchdog = Watchdog.start(directory, data);
    try {
      Files.createDirectories(binaries);
      PostgresServer server = PostgresServer.start(data, binaries, password, settings);
      createExtension(server, defaultLocationPrefix);
      RunningServer running =
          new RunningServer(directory, watchdog, server, password, s3.newFileIO());
      running.startEngine();
      return running;
    } catch (IOException | SQLException | RuntimeException e) {
      watchdog.stopServer();
      throw e;
    }
  }

  private static void createExtension(PostgresServer server, String defaultLocationPrefix)
      throws SQLException, IOException {
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet share =
          statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")) {
        share.next();
        ExtensionFiles.install(Path.of(share.getString(1)));
      }
      statement.execute("CREATE EXTENSION pg_lake CASCADE");
      if (!defaultLocationPrefix.isEmpty()) {
        statement.execute(
            "ALTER DATABASE %s SET pg_lake_iceberg.default_location_prefix = %s"
                .formatted(PostgresServer.DATABASE, literal(defaultLocationPrefix)));
      }
    }
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  public PostgresServer server() {
    return server;
  }

  public String password() {
    return password;
  }

  public synchronized void startEngine() {
    if (engine == null) {
      try {
        engine = EngineSession.start(server.dataSource(), server.requests(), new QueryEngine(io));
      } catch (SQLException | IOException e) {
        throw new IllegalStateException("The query engine did not start in " + directory, e);
      }
    }
  }

  public synchronized void stopEngine() {
    if (engine != null) {
      try {
        engine.close();
      } catch (SQLException e) {
        throw new IllegalStateException("The query engine did not stop in " + directory, e);
      }
      engine = null;
    }
  }

  @Override
  public void close() {
    try {
      stopEngine();
      server.close();
      io.close();
      Directories.delete(directory);
      watchdog.close();
    } catch (IOException | RuntimeException e) {
      watchdog.stopServer();
      throw new IllegalStateException(
          "PostgreSQL did not stop cleanly in " + directory + " and was killed", e);
    }
  }
}
