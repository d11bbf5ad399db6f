package io.lakehousesync.testkit.pglake;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL with the SQL surface of pg_lake. */
public final class EmbeddedPgLake implements AutoCloseable {
  private final Path directory;
  private final Watchdog watchdog;
  private final PostgresServer server;
  private final FileIO io;
  private final EngineSession engine;
  private final String password;

  private EmbeddedPgLake(
      Path directory,
      Watchdog watchdog,
      PostgresServer server,
      FileIO io,
      EngineSession engine,
      String password) {
    this.directory = directory;
    this.watchdog = watchdog;
    this.server = server;
    this.io = io;
    this.engine = engine;
    this.password = password;
  }

  /** Begins to describe a server whose tables live in the S3 service that {@code s3} reaches. */
  public static Builder builder(S3Settings s3) {
    return new Builder(s3);
  }

  /** The port on the loopback interface. */
  public int port() {
    return server.port();
  }

  /** The JDBC URL of the database {@code postgres}, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + port() + "/" + PostgresServer.DATABASE;
  }

  /** The superuser's name. */
  public String user() {
    return PostgresServer.SUPERUSER;
  }

  /** The superuser's password, another one for each server. */
  public String password() {
    return password;
  }

  /** Connections of the superuser, a new one for each call. */
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    source.setUser(user());
    source.setPassword(password);
    return source;
  }

  /** Opens a connection of the superuser, which the caller closes. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /** Stops the server and removes its directory. Connections break. */
  @Override
  public void close() {
    try {
      engine.close();
      server.close();
      io.close();
      Directories.delete(directory);
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("PostgreSQL did not stop in " + directory, e);
    }
    watchdog.close();
  }

  /** Describes a server. */
  public static final class Builder {
    private final S3Settings s3;
    private Path directory = Path.of("");
    private Path binaries = Path.of("");
    private String defaultLocationPrefix = "";

    private Builder(S3Settings s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
    }

    /** The server's own directory, created by it and removed when it is closed. Required. */
    public Builder directory(Path directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /** Where unpacked binaries are kept for the next server. By default they are not kept. */
    public Builder binaries(Path binaries) {
      this.binaries = Objects.requireNonNull(binaries, "binaries");
      return this;
    }

    /** Where tables go. By default nowhere: a session must set it before it creates one. */
    public Builder defaultLocationPrefix(String prefix) {
      this.defaultLocationPrefix = Objects.requireNonNull(prefix, "prefix");
      return this;
    }

    /** Starts it. */
    public EmbeddedPgLake start() {
      Path root = directory.toAbsolutePath();
      Path data = root.resolve("data");
      String password = UUID.randomUUID().toString();
      try {
        Files.createDirectories(root);
        Path unpacked = binaries.toString().isEmpty() ? root.resolve("binaries") : binaries;
        Files.createDirectories(unpacked);
        Watchdog watchdog = Watchdog.start(root, data);
        PostgresServer server = PostgresServer.start(data, unpacked, password);
        installExtension(server);
        FileIO io = s3.newFileIO();
        EngineSession engine =
            EngineSession.start(server.dataSource(), server.handOver(), new QueryEngine(io));
        return new EmbeddedPgLake(root, watchdog, server, io, engine, password);
      } catch (IOException | SQLException e) {
        throw new IllegalStateException("PostgreSQL did not start in " + root, e);
      }
    }

    private void installExtension(PostgresServer server) throws SQLException, IOException {
      try (Connection connection = server.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        try (var share =
            statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'")) {
          share.next();
          ExtensionFiles.install(Path.of(share.getString(1)));
        }
        statement.execute("CREATE EXTENSION pg_lake CASCADE");
        if (!defaultLocationPrefix.isEmpty()) {
          statement.execute(
              "ALTER DATABASE postgres SET pg_lake_iceberg.default_location_prefix = '"
                  + defaultLocationPrefix.replace("'", "''")
                  + "'");
        }
      }
    }
  }
}
