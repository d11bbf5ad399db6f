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

/**
 * PostgreSQL with the SQL surface of pg_lake 3.5, for tests and demonstrations: {@code CREATE TABLE
 * … USING iceberg}, writes that land in S3 as Iceberg tables of format version 2, one snapshot per
 * table and transaction, and the view {@code iceberg_tables}, whose metadata_location moves with
 * COMMIT. Any client of PostgreSQL can use it, from any process. Thread-safe.
 *
 * <p>It is a stock PostgreSQL whose extension {@code pg_lake} is SQL only. The rows of an Iceberg
 * table are kept in a heap table too, which queries read. Triggers hand what a statement changed to
 * this JVM, the query engine, which writes it to S3 when the statement ends; a deferred trigger
 * lets it write manifests and metadata at COMMIT. The engine keeps no state: PostgreSQL holds what
 * a transaction did so far, so savepoints, rollbacks, locks and isolation levels are PostgreSQL's
 * own.
 *
 * <p>The server takes passwords only, listens on the loopback interface only, and runs without
 * fsync. If this JVM is killed, a small child process stops the server and removes its directory.
 *
 * <h2>Where it differs from pg_lake</h2>
 *
 * <ul>
 *   <li>Tables are ordinary tables (relkind {@code r}, JDBC type TABLE) of the access method {@code
 *       iceberg}, with visible triggers named {@code pg_lake_…}; so DROP and ALTER FOREIGN TABLE,
 *       and CREATE FOREIGN TABLE … SERVER pg_lake_iceberg, do not work.
 *   <li>What a heap can do is accepted: SELECT … FOR UPDATE, ctid, updatable result sets, COPY t
 *       TO.
 *   <li>Expressions are PostgreSQL's: nothing is pushed down to DuckDB, with its other time zone
 *       and division rules. Statistics, plans and query times say nothing about pg_lake.
 *   <li>Writers are not bounded by background workers: 53400 does not occur.
 *   <li>A wait for S3 can be cancelled, and ends after at most 150 seconds with 08006.
 *   <li>VACUUM returns before its effect: PostgreSQL vacuums the heap and lets no SQL run
 *       meanwhile, so the engine looks ten times a second which tables were vacuumed, and then
 *       compacts files, expires snapshots and removes files, one table after the other. It goes by
 *       the settings of the database, not by those of the session, in seconds; a failure is a
 *       warning in this JVM's log. VACUUM FULL does nothing to the files, VACUUM without a table
 *       also vacuums Iceberg tables, VACUUM (ICEBERG) is refused, large files are not split, files
 *       of dropped tables stay, and pg_lake's autovacuum does not run.
 *   <li>TRUNCATE takes PostgreSQL's exclusive lock, so readers wait for it.
 *   <li>SET CONSTRAINTS ALL IMMEDIATE moves the location with each statement, and PREPARE
 *       TRANSACTION (off by default: 55000) moves it before COMMIT PREPARED.
 *   <li>MERGE, IF NOT EXISTS and NOT NULL are recognized in the text that the client sent, so not
 *       within a function; ALTER COLUMN … TYPE … USING is judged by the types alone.
 *   <li>The pg_lake settings are placeholders: anybody may SET them, values are not checked, and
 *       only default_location_prefix, unsupported_numeric_as_double, and, for VACUUM,
 *       max_snapshot_age, vacuum_compact_min_input_files and orphaned_file_retention_period have an
 *       effect.
 *   <li>{@code WITH (location = …)}, partitioning of any kind, inheritance, map types, external and
 *       REST catalogs, and reading files as foreign tables are missing; {@code iceberg_tables}
 *       takes no writes for other catalogs either.
 *   <li>A composite type may not hold types that Iceberg stores as another one (inet, range,
 *       jsonb).
 *   <li>Snapshot summaries hold Iceberg's usual counts, not only the operation. A change of the
 *       schema alone makes no snapshot. CREATE TABLE and INSERT in one transaction give the first
 *       snapshot the sequence number 1.
 *   <li>Rows to delete are found by their content, and the files that may hold them are read whole:
 *       the cost of a DELETE or UPDATE follows the size of those files.
 *   <li>With session_replication_role = replica, or the triggers disabled, Iceberg misses the
 *       change.
 * </ul>
 */
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
