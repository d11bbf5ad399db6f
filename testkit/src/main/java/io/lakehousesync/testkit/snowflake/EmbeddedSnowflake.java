package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.AutoRefresher;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.LinkedDatabaseDiscovery;
import io.lakehousesync.testkit.snowflake.internal.execute.StatementRunner;
import io.lakehousesync.testkit.snowflake.internal.http.HttpApi;
import io.lakehousesync.testkit.snowflake.internal.http.LoginEndpoint;
import io.lakehousesync.testkit.snowflake.internal.http.QueryEndpoint;
import io.lakehousesync.testkit.snowflake.internal.select.DuckDb;
import io.lakehousesync.testkit.snowflake.internal.select.SelectEngine;
import io.lakehousesync.testkit.snowflake.internal.session.Credentials;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.session.Sessions;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.storage.SnapshotReader;
import io.lakehousesync.testkit.snowflake.internal.storage.StageListing;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;

/**
 * A stand-in for Snowflake in this process: an HTTP server on a free port of the loopback
 * interface. The real JDBC driver logs in to it. The stand-in serves Iceberg tables from S3 and
 * supports a strict subset of Snowflake's SQL. Thread-safe.
 *
 * <p>A table serves the snapshot of its latest {@code ALTER ICEBERG TABLE … REFRESH}, even if S3
 * has a newer snapshot. The stand-in rejects what Snowflake rejects. It answers an unknown
 * statement with error 001003, so that tests find typing mistakes. If Snowflake's documentation
 * does not define a behavior, the stand-in chooses the one that is most dangerous to the client.
 * For example, a refresh to an older snapshot succeeds.
 *
 * <p>The stand-in has stages with directory tables, streams on stages, procedures in Snowflake
 * Scripting and tasks. They have only the features that a task pipeline needs. Tasks run when
 * {@link #runTasks()} is called, and use the builder's clock.
 *
 * <p>Statements need the same privileges as in Snowflake. Only the role ACCOUNTADMIN can do
 * everything without privileges. It is the user's default role.
 *
 * <p>Differences from Snowflake:
 *
 * <ul>
 *   <li>There are no warehouses, and statements cost nothing.
 *   <li>Results are JSON in one piece.
 *   <li>Error codes that begin with 0999 are the stand-in's own.
 *   <li>SELECT supports what {@code SelectRules} lists.
 * </ul>
 */
public final class EmbeddedSnowflake implements AutoCloseable {
  private final AccountObjects account;
  private final Sessions sessions = new Sessions();
  private final Faults faults = new Faults();
  private final List<ExecutedStatement> statements = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Path directory;
  private final FileIO io;
  private final StageListing listing;
  private final DuckDb duckDb;
  private final StatementRunner runner;
  private final HttpApi api;
  private final DriverSettings driver;

  private EmbeddedSnowflake(
      S3Settings s3, Credentials credentials, AccountObjects account, Path directory, Clock clock) {
    this.account = account;
    this.directory = directory;
    io = s3.newFileIO();
    listing = new StageListing(s3);
    duckDb = DuckDb.open();
    runner =
        new StatementRunner(
            account,
            new SnapshotReader(io),
            listing,
            clock,
            new SelectEngine(duckDb, new DataFiles(io, directory)),
            faults.source(),
            (sql, queryId, tag, sessionId, errorCode) ->
                statements.add(new ExecutedStatement(sql, queryId, tag, sessionId, errorCode)));
    api =
        HttpApi.start(
            new LoginEndpoint(credentials, sessions, account),
            sessions,
            new QueryEndpoint(sessions, runner, faults.source()));
    driver = new DriverSettings(api.port(), credentials.user(), credentials.password());
  }

  /** Returns a builder for a stand-in that reads from {@code s3}. */
  public static EmbeddedSnowflakeBuilder builder(S3Settings s3) {
    return new EmbeddedSnowflakeBuilder(s3);
  }

  static EmbeddedSnowflake start(
      S3Settings s3, Credentials credentials, AccountObjects account, Path directory, Clock clock) {
    return new EmbeddedSnowflake(s3, credentials, account, directory, clock);
  }

  /**
   * Returns the URL with which the driver logs in: {@code DriverManager.getConnection(jdbcUrl())}.
   * It contains user and password, and the other {@link #connectionProperties()}. Properties that
   * are given to the driver beside the URL replace those of the URL.
   */
  public String jdbcUrl() {
    return driver.url();
  }

  /**
   * Returns a new copy of the driver's properties for this stand-in: user and password, no TLS,
   * results as JSON, no detection of cloud platforms, and 30 seconds for {@code networkTimeout} and
   * {@code loginTimeout}. The caller may add a database, schema, role or warehouse.
   */
  public Properties connectionProperties() {
    return driver.properties();
  }

  /**
   * Returns a data source of unpooled connections of the user, without a current database.
   *
   * @throws IllegalStateException if the Snowflake driver is not on the class path. The testkit
   *     does not bring it: add {@code net.snowflake:snowflake-jdbc}
   */
  public DataSource dataSource() {
    return driver.dataSource(Map.of());
  }

  /**
   * Returns a data source of unpooled connections of the user, whose sessions begin in a schema.
   * Names follow Snowflake's rules for identifiers. If the schema does not exist, the sessions have
   * no current schema.
   *
   * @throws IllegalStateException if the Snowflake driver is not on the class path
   */
  public DataSource dataSource(String database, String schema) {
    return driver.dataSource(Map.of("db", database, "schema", schema));
  }

  /** Returns the statements that were executed or rejected, in the order in which they ended. */
  public List<ExecutedStatement> statements() {
    return List.copyOf(statements);
  }

  /** Returns the faults of this stand-in, with which a test makes statements fail. */
  public Faults faults() {
    return faults;
  }

  /**
   * Does the background work that is due: discovers the tables of linked databases, polls the
   * catalog for tables with AUTO_REFRESH whose interval is over, and runs due tasks. Tasks run in
   * this thread, one after the other. This includes tasks that become due during this call. If a
   * task was due several times, it runs several times.
   *
   * <p>Without this call, no task runs, even if a schedule, a stream or EXECUTE TASK requires a
   * run. If a task fails, this method throws no exception; TASK_HISTORY shows the error.
   */
  public void runTasks() {
    StatementContext context = runner.context(new Session("auto-refresh"));
    new LinkedDatabaseDiscovery(context).run();
    new AutoRefresher(context).pollDue();
    runner.tasks().runDue();
  }

  /**
   * Sets the state of the automated refresh of an Iceberg table. STALLED and STOPPED stay until the
   * next call, or until {@code AUTO_REFRESH} is set to FALSE and then to TRUE.
   *
   * @param table its name with database and schema, as a statement would give it
   * @throws IllegalArgumentException if there is no such table, or it has no automated refresh
   */
  public void setAutoRefreshState(String table, AutoRefreshState state) {
    find(table)
        .flatMap(IcebergTable::autoRefresh)
        .orElseThrow(
            () -> new IllegalArgumentException("no table with an automated refresh: " + table))
        .hold(AutoRefresh.State.valueOf(state.name()));
  }

  /**
   * Creates a mirror (data mirroring) of a Postgres instance. The stand-in only lists it, and
   * refuses to drop its instance.
   *
   * @param postgresInstance the name of the instance, as Snowflake stores it
   */
  public void createMirror(String name, String postgresInstance) {
    account.mirrors().put(name, postgresInstance);
  }

  /** Drops a mirror. */
  public void dropMirror(String name) {
    account.mirrors().remove(name);
  }

  /**
   * Makes SELECT return the rows of another metadata file, although the table still reports its own
   * metadata file. Refreshes do not end this behavior. It ends when the table is created again.
   * Snowflake behaves in this way for a table that got equality deletes after it was registered.
   *
   * @param table its name with database and schema, as a statement would give it
   * @param metadataLocation the other metadata file, in the table's external volume
   * @throws IllegalArgumentException if there is no such table
   */
  public void serveRowsOf(String table, String metadataLocation) {
    IcebergTable found =
        find(table).orElseThrow(() -> new IllegalArgumentException("no table " + table));
    found.serveRowsOf(
        new SnapshotReader(io)
            .read(
                metadataLocation,
                account.externalVolumes().require(found.externalVolume()).location()));
  }

  private Optional<IcebergTable> find(String table) {
    QualifiedName name = QualifiedName.parseString(table);
    if (name.parts().size() != 3) {
      throw new IllegalArgumentException(
          "the name of the table needs its database and schema: " + table);
    }
    return account.findTable(new ObjectName(name.parts().get(0), name.parts().get(1), name.last()));
  }

  /** Ends the validity of all session tokens. The driver renews them by itself. */
  public void expireSessions() {
    sessions.expireAll();
  }

  /**
   * Stops the server immediately and deletes the local copies of data files. A second call has no
   * effect. Close connections first: otherwise their {@code close} fails after 30 seconds, in which
   * the driver tries to end the session.
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
    WorkDirectory.delete(directory);
  }
}
