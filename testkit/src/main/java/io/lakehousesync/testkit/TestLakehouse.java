package io.lakehousesync.testkit;

import io.lakehousesync.testkit.pglake.PgLakeDatabase;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * All that a test of a sync needs: an empty PostgreSQL database with pg_lake's SQL surface, and a
 * stand-in for a Snowflake account that can read the Iceberg tables of this database. Thread-safe.
 *
 * <p>{@link #start()} starts PostgreSQL and S3 for this object alone. {@link #startShared} uses
 * those of the JVM ({@link EmbeddedLakehouse#shared()}). The database and the account belong to
 * this object in both cases. Objects that share PostgreSQL and S3 share only the roles of
 * PostgreSQL and the bucket, in which each database has its own directory.
 *
 * <p>The account has one database with one schema, the external volume {@code LAKE_VOLUME}, which
 * contains the bucket, and the catalog integration {@code PG_LAKE_CATALOG}.
 */
public final class TestLakehouse implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final EmbeddedLakehouse services;
  private final PgLakeDatabase database;
  private final EmbeddedSnowflake account;
  private final DataSource postgres;
  private final String snowflakeDatabase;
  private final String snowflakeSchema;

  private TestLakehouse(
      EmbeddedLakehouse services,
      PgLakeDatabase database,
      EmbeddedSnowflake account,
      String snowflakeDatabase,
      String snowflakeSchema) {
    this.services = services;
    this.database = database;
    this.account = account;
    this.postgres = SessionPool.of(database.dataSource());
    this.snowflakeDatabase = snowflakeDatabase;
    this.snowflakeSchema = snowflakeSchema;
  }

  /**
   * Starts PostgreSQL, S3 and an account with the schema {@code LAKEHOUSE.PUBLIC}. {@link #close}
   * stops them.
   *
   * @throws IllegalStateException if a service does not start
   */
  public static TestLakehouse start() {
    EmbeddedLakehouse services = EmbeddedLakehouse.startWithKeptBinaries();
    try {
      return start(services, "LAKEHOUSE", "PUBLIC");
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  /**
   * Creates a database and an account that use the PostgreSQL server and the S3 service of this
   * JVM. The first call in a JVM takes seconds, because it starts them. Later calls take a fraction
   * of a second.
   *
   * @param database the database of the account
   * @param schema its schema. Both names follow Snowflake's rules for identifiers: upper case,
   *     unless in double quotes
   * @throws IllegalStateException if a service does not start
   */
  public static TestLakehouse startShared(String database, String schema) {
    return start(EmbeddedLakehouse.shared(), database, schema);
  }

  private static TestLakehouse start(EmbeddedLakehouse services, String database, String schema) {
    PgLakeDatabase postgres =
        services.pgLake().createDatabase("test_" + DATABASES.incrementAndGet());
    try {
      EmbeddedSnowflake account =
          EmbeddedSnowflake.builder(services.s3())
              .externalVolume("LAKE_VOLUME", services.storageBaseUrl())
              .catalogIntegration("PG_LAKE_CATALOG")
              .database(database, schema)
              .start();
      return new TestLakehouse(services, postgres, account, database, schema);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /**
   * Returns a data source for the superuser of the database. It keeps sessions: one that is closed
   * is reset by {@code DISCARD ALL} and used again.
   */
  public DataSource postgres() {
    return postgres;
  }

  /** Returns the database, whose {@code dataSource()} opens new sessions. */
  public PgLakeDatabase database() {
    return database;
  }

  /** Returns the address and credentials of S3. */
  public S3Settings s3() {
    return services.s3();
  }

  /** Returns the base URL of the external volume: the bucket. */
  public String storageBaseUrl() {
    return services.storageBaseUrl();
  }

  /** Returns the location below which the Iceberg tables of the database are. Ends in a slash. */
  public String locationPrefix() {
    return services.locationPrefix() + database.name() + "/";
  }

  /** Returns the stand-in for Snowflake: its faults, its log of statements, its tasks. */
  public EmbeddedSnowflake account() {
    return account;
  }

  /**
   * Returns a data source for Snowflake. Its sessions are not pooled. They begin in {@link
   * #snowflakeSchema()}, with the role ACCOUNTADMIN.
   *
   * @throws IllegalStateException if the Snowflake driver is not on the class path
   */
  public DataSource snowflake() {
    return account.dataSource(snowflakeDatabase, snowflakeSchema);
  }

  /** Returns the schema in Snowflake, with its database: {@code LAKEHOUSE.PUBLIC}. */
  public String snowflakeSchema() {
    return snowflakeDatabase + "." + snowflakeSchema;
  }

  /** Returns the name of the external volume: {@code LAKE_VOLUME}. */
  public String externalVolume() {
    return "LAKE_VOLUME";
  }

  /** Returns the name of the catalog integration: {@code PG_LAKE_CATALOG}. */
  public String catalogIntegration() {
    return "PG_LAKE_CATALOG";
  }

  /** Executes statements in PostgreSQL, each in its own transaction. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Executes a query in Snowflake.
   *
   * @return the rows. Each maps the names of its columns, as Snowflake shows them, to the values
   *     that the driver returns
   * @throws IllegalStateException if the Snowflake driver is not on the class path
   */
  public List<Map<String, @Nullable Object>> querySnowflake(String sql) throws SQLException {
    try (Connection connection = snowflake().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      ResultSetMetaData columns = found.getMetaData();
      List<Map<String, @Nullable Object>> rows = new ArrayList<>();
      while (found.next()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnLabel(i), found.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /**
   * Closes the account and drops the database. If PostgreSQL and S3 belong to this object, also
   * stops them. Otherwise, the files on S3 stay until the JVM ends. Close your Snowflake
   * connections first, as {@link EmbeddedSnowflake#close()} says.
   */
  @Override
  public void close() {
    try {
      account.close();
    } finally {
      database.close();
      services.close();
    }
  }
}
