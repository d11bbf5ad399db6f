package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileIO;

/**
 * A stand-in for Snowflake in this process: an HTTP server on a free port of the loopback
 * interface, which the real JDBC driver logs in to, and which serves Iceberg tables from S3 through
 * a strict subset of Snowflake's SQL. Thread-safe.
 *
 * <p>A table serves the snapshot of its latest {@code ALTER ICEBERG TABLE … REFRESH}, nothing
 * newer. What Snowflake rejects is rejected; what the stand-in does not know is error 001003, so
 * that a typing mistake does not pass. Where Snowflake's documentation is silent, the stand-in
 * takes the answer that is most dangerous to the client: a refresh to an older snapshot succeeds.
 *
 * <p>Stages with directory tables, streams on them, procedures in Snowflake Scripting and tasks are
 * there too, as far as a pipeline that refreshes a table needs them. Tasks run when {@link
 * #runTasks()} is called, by the builder's clock.
 *
 * <p>Statements need the privileges that Snowflake's need, but for ACCOUNTADMIN, the user's default
 * role, which may do everything.
 *
 * <p>It differs from Snowflake in this: there are no warehouses and costs; results are JSON and
 * come in one piece; codes that begin with 0999 are the stand-in's own; SELECT knows what {@code
 * SelectRules} lists.
 */
public final class EmbeddedSnowflake implements AutoCloseable {
  private final Credentials credentials;
  private final Catalog catalog;
  private final Sessions sessions = new Sessions();
  private final Faults faults = new Faults();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Path directory;
  private final FileIO io;
  private final StageListing listing;
  private final DuckDb duckDb;
  private final StatementRunner runner;
  private final HttpApi api;

  private EmbeddedSnowflake(
      S3Settings s3, Credentials credentials, Catalog catalog, Path directory, Clock clock) {
    this.credentials = credentials;
    this.catalog = catalog;
    this.directory = directory;
    io = s3.newFileIO();
    listing = new StageListing(s3);
    duckDb = DuckDb.open();
    runner =
        new StatementRunner(
            catalog,
            new MetadataReader(io),
            new SelectEngine(duckDb, new DataFiles(io, directory)),
            clock,
            listing,
            faults);
    api =
        HttpApi.start(
            new LoginEndpoint(credentials, sessions, catalog),
            sessions,
            new QueryEndpoint(sessions, runner, faults));
  }

  /** Configures a stand-in that reads from {@code s3}. */
  public static EmbeddedSnowflakeBuilder builder(S3Settings s3) {
    return new EmbeddedSnowflakeBuilder(s3);
  }

  static EmbeddedSnowflake start(
      S3Settings s3, Credentials credentials, Catalog catalog, Path directory, Clock clock) {
    return new EmbeddedSnowflake(s3, credentials, catalog, directory, clock);
  }

  /**
   * The URL for the driver, which needs {@link #connectionProperties()} too. It names the account,
   * without which the driver says that it does not accept the URL, and pools ask it.
   */
  public String jdbcUrl() {
    return "jdbc:snowflake://localhost:" + api.port() + "/?account=standin";
  }

  /**
   * The driver's properties for this stand-in: user and password, no TLS, results as JSON, no
   * probing for cloud platforms. A new object each time, to which a database, schema, role or
   * warehouse may be added.
   */
  public Properties connectionProperties() {
    Properties properties = new Properties();
    properties.setProperty("user", credentials.user());
    properties.setProperty("password", credentials.password());
    properties.setProperty("ssl", "off");
    properties.setProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
    properties.setProperty("disablePlatformDetection", "true");
    return properties;
  }

  /** The statements executed or rejected so far, in the order in which they ended. */
  public List<ExecutedStatement> statements() {
    return runner.log();
  }

  /** Makes statements go wrong. */
  public Faults faults() {
    return faults;
  }

  /**
   * Discovers the tables of linked databases, polls for tables with AUTO_REFRESH whose interval is
   * over, then runs the tasks that are due by the clock's now, and those that become due by it: in
   * this thread, one after the other, each missed tick of a schedule on its own. Nothing runs
   * without this call, whether by a schedule, a stream or EXECUTE TASK. A task that fails throws
   * nothing; TASK_HISTORY tells.
   */
  public void runTasks() {
    StatementContext context = runner.context(new Session("auto-refresh"));
    new Discovery(context).run();
    new AutoRefresher(context).pollDue();
    runner.tasks().runDue();
  }

  /**
   * Puts the automated refresh of an Iceberg table into a state. It leaves STALLED and STOPPED by
   * another call, or once {@code AUTO_REFRESH} is set FALSE and then TRUE, and not by itself.
   *
   * @param table its name with database and schema, as a statement would give it
   * @throws IllegalArgumentException if there is no such table, or it has no automated refresh
   */
  public void setAutoRefreshState(String table, AutoRefreshState state) {
    find(table)
        .flatMap(IcebergTable::autoRefresh)
        .orElseThrow(
            () -> new IllegalArgumentException("no table with automated refresh: " + table))
        .hold(state);
  }

  /**
   * Lets SELECT find the rows of another metadata file, while the table goes on saying that it
   * serves its own; refreshes do not end it, only creating the table anew does. So it is, in
   * Snowflake, with a table that got equality deletes after it was registered.
   *
   * @param table its name with database and schema, as a statement would give it
   * @param metadataLocation the other metadata file, in the table's external volume
   * @throws IllegalArgumentException if there is no such table
   */
  public void serveRowsOf(String table, String metadataLocation) {
    IcebergTable found =
        find(table).orElseThrow(() -> new IllegalArgumentException("no table " + table));
    found.serveRowsOf(
        new MetadataReader(io)
            .read(metadataLocation, catalog.externalVolumes().require(found.externalVolume())));
  }

  private Optional<IcebergTable> find(String table) {
    QualifiedName name = QualifiedName.parseString(table);
    if (name.parts().size() != 3) {
      throw new IllegalArgumentException("not a name with database and schema: " + table);
    }
    return catalog.findTable(new TableName(name.parts().get(0), name.parts().get(1), name.last()));
  }

  /** Ends the validity of all session tokens. The driver renews them by itself. */
  public void expireSessions() {
    sessions.expireAll();
  }

  /**
   * Stops the server, whatever is under way, and removes the local copies of data files. Once
   * closed, closing again has no effect. Close connections first: the driver tries for five minutes
   * to tell a server that is gone.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    api.close();
    try {
      duckDb.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB did not close", e);
    }
    io.close();
    listing.close();
    removeDirectory();
  }

  private void removeDirectory() {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("local copies of data files were not removed", e);
    }
  }
}
