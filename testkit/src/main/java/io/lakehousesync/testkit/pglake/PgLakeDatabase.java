package io.lakehousesync.testkit.pglake;

import io.lakehousesync.testkit.pglake.internal.server.RunningServer;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A database of an {@link EmbeddedPgLake}, with the extension pg_lake. The files of its Iceberg
 * tables are below the server's location prefix, in a directory with the name of the database.
 * Thread-safe.
 */
public final class PgLakeDatabase implements AutoCloseable {
  private final EmbeddedPgLake server;
  private final RunningServer running;
  private final String name;

  private PgLakeDatabase(EmbeddedPgLake server, RunningServer running, String name) {
    this.server = server;
    this.running = running;
    this.name = name;
  }

  static PgLakeDatabase create(EmbeddedPgLake server, RunningServer running, String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "the name of a database has lower-case letters, digits and underscores, with a letter"
              + " first, got '%s'".formatted(name));
    }
    try {
      running.createDatabase(name);
    } catch (SQLException e) {
      throw new IllegalStateException("The database " + name + " was not created", e);
    }
    return new PgLakeDatabase(server, running, name);
  }

  /** Returns the name of the database. */
  public String name() {
    return name;
  }

  /** Returns the JDBC URL, without user and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** Returns the name of the superuser. */
  public String user() {
    return server.user();
  }

  /** Returns the superuser's password, which differs between servers. */
  public String password() {
    return server.password();
  }

  /** Returns a data source of unpooled connections of the superuser. */
  public DataSource dataSource() {
    return server.dataSource(name);
  }

  /**
   * Drops the database and ends its sessions. The files of its Iceberg tables stay on S3. A second
   * call has no effect.
   */
  @Override
  public void close() {
    try {
      running.dropDatabase(name);
    } catch (SQLException e) {
      throw new IllegalStateException("The database " + name + " was not dropped", e);
    }
  }
}
