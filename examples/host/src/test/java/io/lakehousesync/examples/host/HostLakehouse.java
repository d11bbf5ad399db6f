package io.lakehousesync.examples.host;

import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Two heap tables in a schema, an empty Snowflake account, and configurations for them. */
final class HostLakehouse implements AutoCloseable {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  private final Path directory;
  private final EmbeddedSnowflake account = EmbeddedSnowflake.builder(LAKEHOUSE.s3()).start();

  HostLakehouse(Path directory) throws SQLException {
    this.directory = directory;
    sql(
        """
        DROP SCHEMA IF EXISTS host_it CASCADE;
        DROP SCHEMA IF EXISTS lakehouse_sync CASCADE;
        CREATE SCHEMA host_it;
        CREATE TABLE host_it.orders (id bigint PRIMARY KEY, amount numeric(10, 2));
        CREATE TABLE host_it.stores (id int PRIMARY KEY, name text);
        INSERT INTO host_it.orders SELECT i, i FROM generate_series(1, 100) AS i;
        INSERT INTO host_it.stores VALUES (1, 'one'), (2, 'two')
        """);
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  EmbeddedSnowflake account() {
    return account;
  }

  /** Writes a configuration with PostgreSQL only. */
  Path postgresOnly(String... further) throws IOException {
    return write("postgres.properties", POSTGRES.formatted(LAKEHOUSE.password()), further);
  }

  /** Writes it to another file, for a test with two configurations. */
  Path postgresOnlyIn(String name) throws IOException {
    return write(name, POSTGRES.formatted(LAKEHOUSE.password()));
  }

  /** Starts a relay in front of PostgreSQL. */
  static TcpRelay relay() throws IOException {
    URI postgres = URI.create(LAKEHOUSE.jdbcUrl().substring("jdbc:".length()));
    return new TcpRelay(postgres.getHost(), postgres.getPort());
  }

  /** Writes a configuration with PostgreSQL only, behind a relay. */
  Path through(TcpRelay relay) throws IOException {
    String direct = POSTGRES.formatted(LAKEHOUSE.password());
    return write(
        "relayed.properties",
        direct.replaceFirst("//[^/]+/", "//localhost:%d/".formatted(relay.port())));
  }

  Path withPostgresPassword(String password) throws IOException {
    return write("postgres.properties", POSTGRES.formatted(password));
  }

  /** Writes a configuration with the account and all keys for its set-up. */
  Path complete(String... further) throws IOException {
    return complete(account.connectionProperties().getProperty("password"), further);
  }

  /** Starts a relay in front of Snowflake. */
  TcpRelay snowflakeRelay() throws IOException {
    URI snowflake = URI.create(account.jdbcUrl().substring("jdbc:".length()));
    return new TcpRelay(snowflake.getHost(), snowflake.getPort());
  }

  /** Writes a configuration like {@link #complete}, with Snowflake behind a relay. */
  Path completeThrough(TcpRelay relay, String... further) throws IOException {
    return completeAt(relay.port(), further);
  }

  /** Writes a configuration like {@link #complete}, with another local port for Snowflake. */
  Path completeAt(int port, String... further) throws IOException {
    Path direct = complete(further);
    return Files.writeString(
        directory.resolve("relayed.properties"),
        Files.readString(direct).replaceFirst("(jdbc:snowflake://[^:]+):\\d+", "$1:" + port));
  }

  Path withSnowflakePassword(String password) throws IOException {
    return complete(password, new String[0]);
  }

  /**
   * Writes a configuration for a Postgres instance, with two schemas. Its catalog has one, so no
   * set-up can be planned.
   */
  Path managedInTwoSchemas() throws IOException {
    String snowflake =
        """
        refresher=snowflake-postgres
        snowflake.url=%s
        snowflake.user=%s
        snowflake.password=%s
        snowflake.database=SHOP
        snowflake.schema=LAKE
        snowflake.postgres-instance=SHOP_INSTANCE
        snowflake.catalog-integration=SHOP_CATALOG
        """
            .formatted(
                account.jdbcUrl(),
                account.connectionProperties().getProperty("user"),
                account.connectionProperties().getProperty("password"));
    return write(
        "managed.properties",
        POSTGRES
                .formatted(LAKEHOUSE.password())
                .replace("host_it.iceberg_stores", "elsewhere.stores")
            + snowflake);
  }

  private Path complete(String password, String[] further) throws IOException {
    String snowflake =
        """
        refresher=snowflake
        snowflake.url=%s
        snowflake.user=%s
        snowflake.password=%s
        snowflake.database=SHOP
        snowflake.schema=LAKE
        snowflake.storage-base-url=%s
        snowflake.external-volume=SHOP_VOLUME
        snowflake.catalog-integration=SHOP_CATALOG
        snowflake.aws-role-arn=arn:aws:iam::012345678910:role/shop
        """
            .formatted(
                account.jdbcUrl(),
                account.connectionProperties().getProperty("user"),
                password,
                LAKEHOUSE.storageBaseUrl());
    return write(
        "complete.properties", POSTGRES.formatted(LAKEHOUSE.password()) + snowflake, further);
  }

  private static final String POSTGRES =
      """
      postgres.url=%s
      postgres.user=%s
      postgres.password=%%s
      sync.interval=500ms
      table.orders.source=host_it.orders
      table.orders.target=host_it.iceberg_orders
      table.orders.mode=upsert
      table.stores.source=host_it.stores
      table.stores.target=host_it.iceberg_stores
      table.stores.tracking=comparison
      """
          .formatted(LAKEHOUSE.jdbcUrl(), LAKEHOUSE.user());

  private Path write(String name, String content, String... further) throws IOException {
    return Files.writeString(
        directory.resolve(name), content + String.join(System.lineSeparator(), further));
  }

  @Override
  public void close() throws SQLException {
    account.close();
    sql("DROP SCHEMA IF EXISTS host_it CASCADE; DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
  }
}
