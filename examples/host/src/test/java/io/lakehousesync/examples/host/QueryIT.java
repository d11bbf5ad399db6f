package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries of one synced lakehouse. */
class QueryIT {
  @TempDir private static Path directory;
  private static HostLakehouse lakehouse;
  private static String config;

  @BeforeAll
  static void sync() throws Exception {
    lakehouse = new HostLakehouse(directory);
    lakehouse.sql(
        """
        CREATE TABLE host_it.times (id int PRIMARY KEY, t timestamp, z timestamptz, n numeric(38, 9));
        INSERT INTO host_it.times VALUES
          (1, '1969-12-31 23:59:59.123456', '2026-12-02 01:02:03.000001+02', -0.000000001),
          (2, NULL, NULL, NULL)
        """);
    config =
        lakehouse
            .complete(
                "table.times.source=host_it.times", "table.times.target=host_it.iceberg_times")
            .toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
  }

  @AfterAll
  static void close() throws Exception {
    lakehouse.close();
  }

  @Test
  void allSidesShowTheSameValues() {
    String rows =
        """
        "1","1969-12-31 23:59:59.123456","2026-12-01 23:02:03.000001+00","-0.000000001"
        "2",,,
        """;

    assertThat(csv("heap", "SELECT id, t, z, n FROM times ORDER BY id"))
        .isEqualTo("\"id\",\"t\",\"z\",\"n\"\n" + rows);
    assertThat(csv("iceberg", "SELECT id, t, z, n FROM iceberg_times ORDER BY id"))
        .isEqualTo("\"id\",\"t\",\"z\",\"n\"\n" + rows);
    assertThat(csv("catalog", "SELECT id, t, z, n FROM iceberg_times ORDER BY id"))
        .isEqualTo("\"ID\",\"T\",\"Z\",\"N\"\n" + rows);
  }

  /** A function for varchar fits better than PostgreSQL's own for text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT CREATE ON SCHEMA host_it TO host_it_owner",
        "ALTER SCHEMA host_it OWNER TO host_it_owner; REVOKE ALL ON SCHEMA host_it FROM host_it_owner",
        "ALTER FUNCTION host_it.upper(varchar) OWNER TO host_it_owner",
        "ALTER OPERATOR host_it.~~ (varchar, varchar) OWNER TO host_it_owner"
      })
  void aSchemaWithFunctionsOfOthersIsNotSearched(String how) throws Exception {
    lakehouse.sql(
        """
        CREATE ROLE host_it_owner;
        CREATE FUNCTION host_it.upper(varchar) RETURNS text LANGUAGE sql AS $$SELECT 'theirs'$$;
        CREATE FUNCTION host_it.alike(varchar, varchar) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
        CREATE OPERATOR host_it.~~ (
          LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = host_it.alike);
        GRANT ALL ON SCHEMA host_it TO host_it_owner;
        REVOKE CREATE ON SCHEMA host_it FROM host_it_owner;
        %s
        """
            .formatted(how));
    try {
      assertThat(csv("heap", "SELECT upper('a'::varchar) AS u")).isEqualTo("\"u\"\n\"A\"\n");
      assertThat(csv("heap", "SELECT id FROM host_it.times ORDER BY id")).contains("\"2\"");
    } finally {
      lakehouse.sql(
          """
          ALTER SCHEMA host_it OWNER TO CURRENT_USER;
          DROP OPERATOR host_it.~~ (varchar, varchar);
          DROP FUNCTION host_it.alike(varchar, varchar);
          DROP FUNCTION host_it.upper(varchar);
          DROP OWNED BY host_it_owner;
          DROP ROLE host_it_owner
          """);
    }
  }

  @Test
  void withoutALimitRowsThatAreLeftOutAreAnError() {
    String sql = "SELECT i FROM generate_series(1, 1001) AS i";

    ExampleRun run = query("--on", "heap", sql);
    ExampleRun limited = query("--on", "heap", "--limit", "2", sql);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lastLine()).isEqualTo("RESULT rows=1000 more=true on=heap");
    assertThat(run.out()).hasLineCount(1003);
    assertThat(run.err()).contains("The result has more than 1000 rows", "with --limit N");
    assertThat(limited.exitCode()).isZero();
    assertThat(limited.lastLine()).isEqualTo("RESULT rows=2 more=true on=heap");
  }

  @Test
  void postgresRefusesWritesOfAStatementThatBeginsAsARead() {
    ExampleRun run =
        query("--on", "heap", "WITH gone AS (DELETE FROM orders RETURNING 1) SELECT * FROM gone");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("in a read-only transaction. query runs in a read-only transaction")
        .hasLineCount(1);
    assertThat(csv("heap", "SELECT count(*) FROM orders")).endsWith("\"100\"\n");
  }

  @Test
  void anUnknownTableIsAnErrorThatNamesTheTables() {
    ExampleRun heap = query("--on", "heap", "SELECT * FROM nosuch");
    ExampleRun catalog = query("SELECT * FROM nosuch");

    assertThat(heap.exitCode()).isEqualTo(1);
    assertThat(heap.err())
        .isEqualToIgnoringNewLines(
            "error: PostgreSQL refused the statement: relation \"nosuch\" does not exist at"
                + " character 15. The configuration has host_it.orders, host_it.stores,"
                + " host_it.times.");
    assertThat(catalog.exitCode()).isEqualTo(1);
    assertThat(catalog.err())
        .contains(
            "The configuration has ICEBERG_ORDERS, ICEBERG_STORES, ICEBERG_TIMES in SHOP.LAKE")
        .hasLineCount(1);
  }

  @Test
  void snowflakeRefusesASecondStatement() {
    assertThat(query("SELECT 1; DROP TABLE iceberg_orders").exitCode()).isEqualTo(1);
    assertThat(csv("catalog", "SELECT count(*) FROM iceberg_orders")).endsWith("\"100\"\n");
  }

  @Test
  void withoutSnowflakeTheOtherSidesAreNamed() throws Exception {
    ExampleRun run =
        ExampleRun.of("query", "--config", lakehouse.postgresOnly().toString(), "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("it has refresher=none: give --on heap or --on iceberg.");
  }

  private static String csv(String side, String sql) {
    return good("query", "--config", config, "--on", side, "--format", "csv", sql).out();
  }

  private static ExampleRun query(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "query";
    all[1] = "--config";
    all[2] = config;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return ExampleRun.of(all);
  }
}
