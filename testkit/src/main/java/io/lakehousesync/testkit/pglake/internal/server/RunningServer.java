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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** The parts of a running server. This class starts and stops the parts in the right order. */
public final class RunningServer implements AutoCloseable {
  private final Path directory;
  private final boolean keep;
  private final Watchdog watchdog;
  private final PostgresServer server;
  private final String password;
  private final String defaultLocationPrefix;
  private final FileIO io;
  private final Map<String, DataSource> databases = new LinkedHashMap<>();
  private @Nullable EngineSession engine;

  private RunningServer(
      Path directory,
      boolean keep,
      Watchdog watchdog,
      PostgresServer server,
      String password,
      String defaultLocationPrefix,
      FileIO io) {
    this.directory = directory;
    this.keep = keep;
    this.watchdog = watchdog;
    this.server = server;
    this.password = password;
    this.defaultLocationPrefix = defaultLocationPrefix;
    this.io = io;
  }

  public static RunningServer start(
      S3Settings s3,
      Path directory,
      Path binaries,
      String defaultLocationPrefix,
      Map<String, String> settings,
      boolean keep)
      throws IOException, SQLException {
    Path data = directory.resolve("data");
    String password =
        keep
            ? KeptPassword.readOrCreate(directory.resolve("password"))
            : UUID.randomUUID().toString();
    Watchdog watchdog = Watchdog.start(directory, data, keep);
    try {
      Files.createDirectories(binaries);
      PostgresServer server = PostgresServer.start(data, binaries, password, settings, keep);
      installExtensionFiles(server);
      RunningServer running =
          new RunningServer(
              directory, keep, watchdog, server, password, defaultLocationPrefix, s3.newFileIO());
      for (String database : running.existingDatabases()) {
        running.addExtension(database);
      }
      running.startEngine();
      return running;
    } catch (IOException | SQLException | RuntimeException e) {
      watchdog.stopServer();
      throw e;
    }
  }

  private static void installExtensionFiles(PostgresServer server)
      throws SQLException, IOException {
    try (Connection connection = server.dataSource(PostgresServer.DATABASE).getConnection();
        Statement statement = connection.createStatement();
        ResultSet share =
            statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")) {
      share.next();
      ExtensionFiles.install(Path.of(share.getString(1)));
    }
  }

  private List<String> existingDatabases() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = server.dataSource(PostgresServer.DATABASE).getConnection();
        Statement statement = connection.createStatement();
        ResultSet databases =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")) {
      while (databases.next()) {
        names.add(databases.getString(1));
      }
    }
    return names;
  }

  /** Creates a database with the extension. */
  public synchronized void createDatabase(String name) throws SQLException {
    execute("CREATE DATABASE " + identifier(name));
    try {
      addExtension(name);
    } catch (SQLException e) {
      execute("DROP DATABASE " + identifier(name) + " WITH (FORCE)");
      throw e;
    }
  }

  /** Drops a database, and ends the sessions in it. */
  public synchronized void dropDatabase(String name) throws SQLException {
    databases.remove(name);
    if (engine != null) {
      engine.remove(name);
    }
    execute("DROP DATABASE IF EXISTS " + identifier(name) + " WITH (FORCE)");
  }

  private synchronized void addExtension(String name) throws SQLException {
    DataSource database = server.dataSource(name);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_lake CASCADE");
      if (!defaultLocationPrefix.isEmpty()) {
        statement.execute(
            "ALTER DATABASE %s SET pg_lake_iceberg.default_location_prefix = %s"
                .formatted(identifier(name), literal(defaultLocationPrefix)));
      }
    }
    databases.put(name, database);
    if (engine != null) {
      engine.add(name, database);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.dataSource(PostgresServer.DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
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
        engine = EngineSession.start(server.requests(), new QueryEngine(io));
        for (Map.Entry<String, DataSource> database : databases.entrySet()) {
          engine.add(database.getKey(), database.getValue());
        }
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
      if (!keep) {
        Directories.delete(directory);
      }
      watchdog.close();
    } catch (IOException | RuntimeException e) {
      watchdog.stopServer();
      throw new IllegalStateException(
          "PostgreSQL did not stop cleanly in " + directory + " and was killed", e);
    }
  }
}
