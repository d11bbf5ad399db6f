package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration is written for a schema with tables of every kind. */
class InitIT {
  @TempDir private static Path directory;
  private static HostLakehouse lakehouse;

  @BeforeAll
  static void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    lakehouse.sql(
        """
        DROP SCHEMA IF EXISTS init_it CASCADE;
        DROP SCHEMA IF EXISTS init_empty CASCADE;
        CREATE SCHEMA init_empty;
        CREATE SCHEMA init_it;
        CREATE TABLE init_it.orders (id bigint PRIMARY KEY, at timestamptz, total numeric);
        INSERT INTO init_it.orders SELECT i, now(), i FROM generate_series(1, 10) AS i;
        CREATE TABLE init_it.lines (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE init_it.lines_2026 PARTITION OF init_it.lines
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        INSERT INTO init_it.lines VALUES (1, '2026-05-05');
        CREATE TABLE init_it."Price List" ("Item" text NOT NULL UNIQUE, price numeric(10, 2));
        INSERT INTO init_it."Price List" VALUES ('pen', 1.20);
        CREATE TABLE init_it.settings (name text, value text);
        INSERT INTO init_it.settings VALUES ('colour', 'red');
        CREATE TABLE init_it.events (at timestamptz, what text) WITH (fillfactor = 10);
        INSERT INTO init_it.events SELECT now(), i::text FROM generate_series(1, 25000) AS i;
        CREATE UNLOGGED TABLE init_it.cache (id int PRIMARY KEY);
        CREATE VIEW init_it.totals AS SELECT sum(total) FROM init_it.orders;
        CREATE TABLE init_it.iceberg_old (id int) USING iceberg
        """);
  }

  @AfterAll
  static void close() throws Exception {
    lakehouse.sql(
        "DROP SCHEMA IF EXISTS init_it CASCADE; DROP SCHEMA IF EXISTS init_empty CASCADE");
    lakehouse.close();
  }

  @Test
  void theConfigurationWorksWithoutAnEdit() throws Exception {
    Path file = directory.resolve("shop.properties");
    String config = file.toString();

    ExampleRun init = init("init_it", file);

    assertThat(init.exitCode()).as(init.err()).isZero();
    assertThat(init.lastLine())
        .isEqualTo("RESULT tables=6 upsert=3 comparison=1 append=1 left_out=1 config=" + config);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(file))
        .contains(
            "# Key: id, the primary key (",
            """
            table.init_it.orders.target=init_it.iceberg_orders
            table.init_it.orders.tracking=xid
            table.init_it.orders.mode=upsert
            """,
            "# WARNING numeric-becomes-double: ",
            "# Key: id, day, the primary key (",
            """
            table.init_it.price_list.source=init_it."Price List"
            table.init_it.price_list.target=init_it."iceberg_Price List"
            table.init_it.price_list.tracking=xid
            table.init_it.price_list.mode=upsert
            table.init_it.price_list.key=Item
            """,
            "# No key, and small (",
            "table.init_it.settings.tracking=comparison\n",
            "table.init_it.events.mode=append\n",
            "# NOT SYNCED: init_it.cache.\n# heap-is-unlogged: ",
            "# Cure: ALTER TABLE init_it.cache SET LOGGED\n",
            "#table.init_it.cache.target=init_it.iceberg_cache\n")
        .doesNotContain("lines_2026", "totals", "iceberg_old");

    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    assertThat(good("verify", "--config", config).lastLine())
        .startsWith("RESULT tables=5 agree=5 ");
  }

  @Test
  void patternsDescribeAllTablesInAFewLines() throws Exception {
    LakehouseUnderTest server = LakehouseUnderTest.shared();
    String config =
        Files.writeString(
                directory.resolve("patterns.properties"),
                """
                postgres.url=%s
                postgres.user=%s
                postgres.password=%s
                tables.include=init_it.*, init_empty.*
                tables.exclude=init_it.cache
                tables.target=init_empty.{schema}_{table}
                table.init_it.orders.target=init_empty.o
                """
                    .formatted(server.jdbcUrl(), server.user(), server.password()))
            .toString();

    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    assertThat(good("verify", "--config", config).lastLine())
        .startsWith("RESULT tables=5 agree=5 ");
    assertThat(
            good(
                    "query",
                    "--config",
                    config,
                    "--on",
                    "iceberg",
                    "--format",
                    "csv",
                    "SELECT (SELECT count(*) FROM o), (SELECT count(*) FROM init_it_events)")
                .out())
        .endsWith("\"10\",\"25000\"\n");
  }

  @Test
  void aPatternThatFindsNoTableIsAMistake() throws Exception {
    LakehouseUnderTest server = LakehouseUnderTest.shared();
    Path file =
        Files.writeString(
            directory.resolve("none.properties"),
            "postgres.url=%s\npostgres.user=%s\npostgres.password=%s\ntables.include=nosuch.*\n"
                .formatted(server.jdbcUrl(), server.user(), server.password()));

    ExampleRun run = ExampleRun.of("status", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "error: none.properties: tables.include=nosuch.*: the database has no such table.");
  }

  @Test
  void wrongInputIsOneLineAndWritesNothing() {
    Path file = directory.resolve("nothing.properties");

    ExampleRun empty = init("init_empty", file);
    ExampleRun missing = init("init_it,nosuch", file);

    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.err())
        .isEqualToIgnoringNewLines(
            "error: Schema init_empty has no tables. Name the schemas of your tables with"
                + " --schema.");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .isEqualToIgnoringNewLines("error: --schema nosuch does not exist in the database.");
    assertThat(file).doesNotExist();
  }

  private static ExampleRun init(String schema, Path file) {
    LakehouseUnderTest server = LakehouseUnderTest.shared();
    return ExampleRun.of(
        "init",
        "--pg-url",
        server.jdbcUrl(),
        "--pg-user",
        server.user(),
        "--pg-password",
        server.password(),
        "--schema",
        schema,
        "--config",
        file.toString());
  }
}
