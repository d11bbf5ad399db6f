package io.lakehousesync.testkit.pglake;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** TODO */
public final class EmbeddedPgLake implements AutoCloseable {
  private final RunningServer running;
  private boolean closed;

  private EmbeddedPgLake(RunningServer running) {
    this.running = running;
  }

  /** Begins to describe a server whose tables live in the S3 service that {@code s3} reaches. */
  public static Builder builder(S3Settings s3) {
    return new Builder(s3);
  }

  /** The port on the loopback interface. */
  public int port() {
    return running.server().port();
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
    return running.password();
  }

  /** Unpooled connections of the superuser. */
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    source.setUser(user());
    source.setPassword(password());
    return source;
  }

  /** Opens a connection of the superuser, which the caller closes. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /**
   * Stops the query engine, as if pgduck_server had died: statements that need it fail with XX000
   * until it is started again, PostgreSQL goes on. Does nothing if it is stopped.
   */
  public void stopQueryEngine() {
    running.stopEngine();
  }

  /** Starts the query engine again. Does nothing if it runs. */
  public void startQueryEngine() {
    running.startEngine();
  }

  /** Stops the server and removes its directory. Connections break. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      running.close();
    }
  }

  /** Describes a server. Not thread-safe. */
  public static final class Builder {
    private final S3Settings s3;
    private @Nullable Path directory;
    private @Nullable Path binaries;
    private String defaultLocationPrefix = "";

    private Builder(S3Settings s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
    }

    /**
     * The server's own directory, created if it does not exist. It is removed <em>with all that it
     * holds</em> when the server is closed, and also when this JVM is killed; it may hold more that
     * is to go then, but no server's data. On a RAM disk the server starts in about a second.
     * Required.
     */
    public Builder directory(Path directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /** Where unpacked binaries are kept for the next server. By default they are not kept. */
    public Builder binaries(Path binaries) {
      this.binaries = Objects.requireNonNull(binaries, "binaries");
      return this;
    }

    /**
     * Sets pg_lake_iceberg.default_location_prefix for the database {@code postgres}, for example
     * {@code s3://lake/frompg/tables/}. By default there is none, and CREATE TABLE fails with 42601
     * in a session that has not set it.
     */
    public Builder defaultLocationPrefix(String prefix) {
      this.defaultLocationPrefix = Objects.requireNonNull(prefix, "prefix");
      return this;
    }

    /**
     * Starts the server, with the extension pg_lake in the database {@code postgres}.
     *
     * @throws IllegalStateException if no directory is given, or it holds a server already, or the
     *     server does not start; nothing is left behind then
     */
    public EmbeddedPgLake start() {
      if (directory == null) {
        throw new IllegalStateException("directory() is required");
      }
      Path root = directory.toAbsolutePath();
      Path unpacked = binaries == null ? root.resolve("binaries") : binaries.toAbsolutePath();
      try {
        if (Files.exists(root.resolve("data"))) {
          throw new FileAlreadyExistsException(root.resolve("data").toString());
        }
        Files.createDirectories(root);
        return new EmbeddedPgLake(RunningServer.start(s3, root, unpacked, defaultLocationPrefix));
      } catch (IOException | SQLException | RuntimeException e) {
        throw new IllegalStateException("PostgreSQL did not start in " + root, e);
      }
    }
  }
}
