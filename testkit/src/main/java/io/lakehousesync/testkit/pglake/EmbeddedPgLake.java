package io.lakehousesync.testkit.pglake;

import io.lakehousesync.testkit.pglake.internal.server.PostgresServer;
import io.lakehousesync.testkit.pglake.internal.server.RunningServer;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL with the SQL surface of pg_lake 3.5, for tests and demonstrations. Any PostgreSQL
 * client in any process can use it. Thread-safe.
 *
 * <p>{@code CREATE TABLE … USING iceberg} creates Iceberg tables of format version 2 on S3. Each
 * transaction adds one snapshot per changed table. COMMIT changes metadata_location in the view
 * {@code iceberg_tables}.
 *
 * <p>The server is a stock PostgreSQL whose extension {@code pg_lake} consists of SQL only. The
 * rows of each Iceberg table are also in a heap table, and queries read this heap table. Triggers
 * send the changes of a statement to this JVM, which is the query engine. The engine writes data
 * files to S3 when the statement ends. At COMMIT, a deferred trigger makes the engine write
 * manifests and metadata. The engine keeps no state, because PostgreSQL stores the changes of the
 * open transaction. Therefore savepoints, rollbacks, locks and isolation levels work exactly as in
 * PostgreSQL.
 *
 * <p>The server accepts password logins only, listens on the loopback interface only, and runs
 * without fsync. If this JVM is killed, a small child process stops the server and deletes its
 * directory.
 *
 * <h2>Differences from pg_lake</h2>
 *
 * <ul>
 *   <li>Iceberg tables are ordinary tables (relkind {@code r}, JDBC type TABLE) of the access
 *       method {@code iceberg}, with visible triggers named {@code pg_lake_…}. Therefore DROP and
 *       ALTER FOREIGN TABLE, and CREATE FOREIGN TABLE … SERVER pg_lake_iceberg, do not work.
 *   <li>Operations that a heap table supports are accepted: SELECT … FOR UPDATE, ctid, updatable
 *       result sets, COPY t TO.
 *   <li>Expressions are evaluated by PostgreSQL. Nothing is pushed down to DuckDB, which has other
 *       rules for time zones and division. Statistics, plans and query times do not correspond to
 *       those of pg_lake.
 *   <li>Background workers do not limit the number of writers, so the error 53400 does not occur.
 *   <li>A wait for S3 can be cancelled, and fails with 08006 after at most 150 seconds.
 *   <li>VACUUM returns before the files change, because PostgreSQL vacuums only the heap table, and
 *       runs no SQL during VACUUM. Ten times a second, the engine checks which tables were
 *       vacuumed. It then compacts files, expires snapshots and deletes files, one table after the
 *       other. The engine uses the settings of the database, not of the session. Time settings must
 *       be whole numbers, which the engine reads as seconds. A failure is logged as a warning in
 *       this JVM.
 *   <li>VACUUM FULL does not change the files. VACUUM without a table also vacuums Iceberg tables.
 *       VACUUM (ICEBERG) is rejected. Large files are not split, files of dropped tables are not
 *       deleted, and pg_lake's autovacuum does not run.
 *   <li>TRUNCATE takes PostgreSQL's exclusive lock, so readers wait for it.
 *   <li>After SET CONSTRAINTS ALL IMMEDIATE, each statement changes the metadata location. PREPARE
 *       TRANSACTION already changes the metadata location, before COMMIT PREPARED. By default,
 *       PREPARE TRANSACTION is off and fails with 55000.
 *   <li>MERGE, IF NOT EXISTS and NOT NULL are recognized only in the text that the client sent, so
 *       they are not recognized inside a function. For ALTER COLUMN … TYPE … USING, the server
 *       checks the types, but not the expression.
 *   <li>The pg_lake settings are placeholders: any user may SET them, and values are not checked.
 *       Only these have an effect: default_location_prefix, unsupported_numeric_as_double and
 *       manifest_min_count_to_merge; for VACUUM also max_snapshot_age,
 *       vacuum_compact_min_input_files and orphaned_file_retention_period.
 *   <li>Not supported: {@code WITH (location = …)}, partitioning of any kind, inheritance, map
 *       types, external and REST catalogs, files as foreign tables, and writes to {@code
 *       iceberg_tables} for other catalogs.
 *   <li>A composite type must not contain types that Iceberg stores as another type (inet, range,
 *       jsonb).
 *   <li>Snapshot summaries contain Iceberg's usual counts, not only the operation. A change of the
 *       schema alone creates no snapshot. If one transaction runs CREATE TABLE and INSERT, the
 *       first snapshot has the sequence number 1.
 *   <li>Rows to delete are found by their content, and each file that may contain them is read
 *       completely. The cost of a DELETE or UPDATE therefore depends on the size of those files.
 *   <li>With session_replication_role = replica, or with disabled triggers, changes do not reach
 *       Iceberg.
 * </ul>
 */
public final class EmbeddedPgLake implements AutoCloseable {
  private final RunningServer running;
  private boolean closed;

  private EmbeddedPgLake(RunningServer running) {
    this.running = running;
  }

  /** Returns a builder for a server that stores its tables in the S3 service {@code s3}. */
  public static Builder builder(S3Settings s3) {
    return new Builder(s3);
  }

  /** Returns the port on the loopback interface. */
  public int port() {
    return running.server().port();
  }

  /** Returns the JDBC URL of the database {@code postgres}, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(PostgresServer.DATABASE);
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + port() + "/" + database;
  }

  /** Returns the superuser's name. */
  public String user() {
    return PostgresServer.SUPERUSER;
  }

  /** Returns the superuser's password, which differs between servers. */
  public String password() {
    return running.password();
  }

  /** Returns a data source of unpooled connections of the superuser. */
  public DataSource dataSource() {
    return dataSource(PostgresServer.DATABASE);
  }

  DataSource dataSource(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl(database));
    source.setUser(user());
    source.setPassword(password());
    return source;
  }

  /** Opens a connection of the superuser, which the caller closes. */
  public Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  /**
   * Creates another database with the extension pg_lake. It shares the server, its roles and the
   * query engine with the other databases. Creating it takes a fraction of a second.
   *
   * @param name lower-case letters, digits and underscores, with a letter first, at most 63 of them
   * @throws IllegalArgumentException if the name has another form
   * @throws IllegalStateException if PostgreSQL does not create it, for example because there is a
   *     database of this name
   */
  public PgLakeDatabase createDatabase(String name) {
    return PgLakeDatabase.create(this, running, name);
  }

  /**
   * Stops the query engine, as if pgduck_server had died. PostgreSQL continues, but statements that
   * need the engine fail with XX000 until it is started again. Has no effect if the engine is
   * stopped.
   */
  public void stopQueryEngine() {
    running.stopEngine();
  }

  /** Starts the query engine again. Has no effect if it is running. */
  public void startQueryEngine() {
    running.startEngine();
  }

  /** Stops the server and deletes its directory. Connections break. A second call has no effect. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      running.close();
    }
  }

  /** Configures an {@link EmbeddedPgLake}. Not thread-safe. */
  public static final class Builder {
    private final S3Settings s3;
    private @Nullable Path directory;
    private @Nullable Path binaries;
    private String defaultLocationPrefix = "";
    private final Map<String, String> settings = new LinkedHashMap<>();

    private boolean keep;

    private Builder(S3Settings s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
    }

    /**
     * Sets the server's own directory. It is created if it does not exist. It is deleted <em>with
     * all its content</em> when the server is closed, and when this JVM is killed. If it contains
     * other files, they are deleted too. It must not contain the data of another server. On a RAM
     * disk the server starts in about a second. Required.
     */
    public Builder directory(Path directory) {
      this.directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Sets the directory in which unpacked binaries are kept for the next server. By default they
     * are not kept.
     */
    public Builder binaries(Path binaries) {
      this.binaries = Objects.requireNonNull(binaries, "binaries");
      return this;
    }

    /**
     * Sets pg_lake_iceberg.default_location_prefix for the database {@code postgres}, for example
     * {@code s3://lake/frompg/tables/}. Default: no prefix. Then CREATE TABLE fails with 42601 in a
     * session that has not set the prefix.
     */
    public Builder defaultLocationPrefix(String prefix) {
      this.defaultLocationPrefix = Objects.requireNonNull(prefix, "prefix");
      return this;
    }

    /**
     * Keeps the directory when the server is closed or killed. If the directory has the data of an
     * earlier server of the same version of the testkit, the new server continues with it, and has
     * the same password. One server at a time can use the directory; the caller ensures this.
     */
    public Builder keep() {
      keep = true;
      return this;
    }

    /**
     * Sets a parameter of PostgreSQL's configuration, for example {@code wal_level} to {@code
     * logical}. A later call for the same parameter replaces the value. Replaces the value that
     * this class would use, so a wrong value can prevent the start.
     */
    public Builder setting(String name, String value) {
      settings.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Starts the server, with the extension pg_lake in the database {@code postgres}.
     *
     * @throws IllegalStateException if no directory is given, the directory already contains a
     *     server and {@link #keep} was not called, or the server does not start. In the last case,
     *     no file is left, unless the directory is kept
     */
    public EmbeddedPgLake start() {
      if (directory == null) {
        throw new IllegalStateException("directory() is required");
      }
      Path root = directory.toAbsolutePath();
      Path unpacked = binaries == null ? root.resolve("binaries") : binaries.toAbsolutePath();
      try {
        if (!keep && Files.exists(root.resolve("data"))) {
          throw new FileAlreadyExistsException(root.resolve("data").toString());
        }
        Files.createDirectories(root);
        return new EmbeddedPgLake(
            RunningServer.start(s3, root, unpacked, defaultLocationPrefix, settings, keep));
      } catch (IOException | SQLException | RuntimeException e) {
        throw new IllegalStateException("PostgreSQL did not start in " + root, e);
      }
    }
  }
}
