package io.lakehousesync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that wrong input is one line on standard error: what is wrong, where, and what to do. */
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "retail --transactions many; Invalid value for option '--transactions': 'many' is not an int",
        "retail --transactions -1; --transactions must be at least 0, got -1",
        "retail --batch-size 0; --batch-size must be at least 1, got 0",
        "retail --schema=; --schema must not be empty",
        "retail --no-such-option; Unknown option: '--no-such-option'",
        "retail --reset --resume; --reset, --resume",
        "retail --pg-url mysql://x; --pg-url must look like jdbc:postgresql://host:port/database",
        "retail --s3-access-key x; S3 needs both --s3-access-key and --s3-secret-key",
        "retail --s3-access-key x --s3-secret-key y --s3-endpoint localhost:9000; --s3-endpoint must look like https://host:port, got 'localhost:9000'",
        "retail --s3-endpoint http://localhost:9000; S3 needs both --s3-access-key and --s3-secret-key",
        "retail --location-prefix nonsense; 'nonsense/' is not of the form s3://bucket/prefix/",
        "retail --location-prefix s3://; 's3://' is not of the form s3://bucket/prefix/",
        "retail --storage-base-url nonsense; 'nonsense' is not of the form s3://bucket/prefix/",
        "retail --snowflake-schema LAKEHOUSE; --snowflake-schema must look like DATABASE.SCHEMA, got 'LAKEHOUSE'",
        "retail --snowflake-url https://x; --snowflake-url must look like jdbc:snowflake://",
        "retail --snowflake-properties f; --snowflake-properties needs --snowflake-url",
        "retail --pg-url jdbc:postgresql://x/y; With --pg-url, give either --snowflake-url, or the S3 options",
        "retail --summary /no/such/directory/f; --summary /no/such/directory/f cannot be written",
        "sync; Missing required option: '--config=FILE'",
        "sync --config /no/such/file; Configuration file /no/such/file does not exist.",
        "sync --config x --once --duration 3s; --once, --duration=D",
        "sync --config x --duration soon; 'soon' is not a duration such as 30s, 10m or PT1H30M",
        "sync --config x --page web; Invalid value for option '--page': 'web' is neither PORT nor HOST:PORT",
        "sync --config x --page-token-file f; --page-token-file has no effect without --page",
        "sync --config x --report /no/such/directory/f; --report /no/such/directory/f cannot be written",
        "setup --config x; Missing required argument (specify one of these)",
        "setup --config x --print --apply; --print, --apply",
        "status --config x --every 0s; '0s' is not a duration such as 30s, 10m or PT1H30M",
        "gate --config x --table t; Missing required option: '--fresh=D'",
        "gate --config x --fresh 1m; Missing required option: '--table=NAME'",
        "gate --config x --table t --fresh soon; 'soon' is not a duration such as 30s",
        "refresh --config x; Missing required parameter: 'TABLE'",
        "verify --config x --dry-run; --dry-run has no effect without --repair",
        "lakehouse --config ../lakehouse.properties; --config ../lakehouse.properties exists already",
        "query --config x; Missing required parameter: 'STATEMENT'",
        "query --config x --on moon SELECT; 'moon' is none of heap, iceberg, catalog",
        "query --config x --format xml SELECT; 'xml' is none of text, csv, json",
        "query --config x --limit 0 SELECT; --limit must be at least 1, got 0",
        "query --config x --json --format csv SELECT; --json and --format csv exclude each other",
        "query --config x SELECT 1; The statement came as 2 arguments: put it in quotes",
        "query --config x VALUES; with --on catalog it accepts SELECT, WITH, SHOW,",
        "query --config x --on heap DELETE; with --on heap it accepts SELECT, WITH, VALUES,",
        "init; Missing required option: '--pg-url=URL'",
        "init --pg-url mysql://x; --pg-url must look like jdbc:postgresql://host:port/database",
        "init --pg-url jdbc:postgresql://x/y --config ../lakehouse.properties; exists already",
        "nonsense; Unmatched argument",
        "stats --config x; Did you mean status",
        "sync --config x --durration 3s; Did you mean --duration",
        "status --config x --every 3s; error: --every has no effect without --watch (see",
        "status --config x --every=3s; error: --every has no effect without --watch (see",
        "sync --confg x; error: Unknown option: '--confg'. Did you mean --config",
        "sync --confg=x; error: Unknown option: '--confg'. Did you mean --config",
        "sync --config x --once --once; error: --once is given more than once (see",
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String commandLine, String message) {
    ExampleRun run = ExampleRun.of(commandLine.strip().split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(message).hasLineCount(1);
  }

  @Test
  void aWrongConfigurationIsALineForEachMistake(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("shop.properties"),
            """
            postgres.url=jdbc:postgresql://localhost/shop
            refresher=snowflak
            table.orders.traget=iceberg_orders
            """);

    ExampleRun run = ExampleRun.of("doctor", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            """
            error: shop.properties: table.orders.traget: there is no such key. Did you mean table.orders.target?
            error: shop.properties: refresher=snowflak: there is no such refresher. Did you mean snowflake? Available: 'duckdb', 'none', 'snowflake', 'snowflake-postgres'.
            error: shop.properties: There is no table: set table.<name>.target for each table to keep in sync, or tables.include.
            """);
  }

  @Test
  void aForgottenRefresherIsOneLine(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("shop.properties"),
            """
            postgres.url=jdbc:postgresql://localhost/shop
            snowflake.url=jdbc:snowflake://a.snowflakecomputing.com/
            snowflake.user=SYNC
            snowflake.password=secret
            snowflake.database=SHOP
            snowflake.schema=LAKE
            snowflake.storage-base-url=s3://lake/
            table.orders.target=iceberg_orders
            """);

    assertThat(ExampleRun.of("sync", "--config", file.toString()).err())
        .isEqualToIgnoringNewLines(
            "error: shop.properties: snowflake.url, snowflake.user and 4 other keys have no effect"
                + " with locator=iceberg-tables and refresher=none: remove them, or set"
                + " refresher=snowflake.");
  }

  @Test
  void anUnreachableServerIsOneLineAndExitCodeOne(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("shop.properties"),
            """
            postgres.url=jdbc:postgresql://127.0.0.1:1/shop?password=a-secret
            table.orders.target=iceberg_orders
            """);

    ExampleRun run = ExampleRun.of("sync", "--once", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: postgres cannot be reached: Connection to 127.0.0.1:1 refused.")
        .contains("Check postgres.url, and that the server is up.")
        .doesNotContain("a-secret")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retail --pg-url jdbc:postgresql://me:hunt/er2@127.0.0.1/db --snowflake-url jdbc:snowflake://x",
        "retail --pg-url jdbc:postgresql://me:hunt?er2@127.0.0.1/db --snowflake-url jdbc:snowflake://x",
        "retail --pg-url jdbc:postgresql:me:hunt@er2@127.0.0.1 --snowflake-url jdbc:snowflake://x",
        "retail --s3-endpoint me:hunt/er2@host --s3-access-key x --s3-secret-key y",
      })
  void noUsageErrorShowsASecretOfAUrl(String commandLine) {
    ExampleRun run = ExampleRun.of(commandLine.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .containsPattern("--(pg-url|s3-endpoint) must look like")
        .doesNotContain("hunt", "er2")
        .hasLineCount(1);
  }

  @Test
  void anUnreachableDatabaseIsOneLineAndExitCodeOne() {
    ExampleRun run = unreachable("jdbc:postgresql://127.0.0.1:1/postgres?password=a-secret");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "error: Cannot connect to PostgreSQL at jdbc:postgresql://127.0.0.1:1/postgres?(hidden): ")
        .contains("Check --pg-url, and that the server is up.")
        .doesNotContain("a-secret")
        .hasLineCount(1);
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThat(unreachable("jdbc:postgresql://no-such-host.invalid/postgres").err())
        .contains("UnknownHostException: no-such-host.invalid. Check --pg-url")
        .hasLineCount(1);
  }

  private static ExampleRun unreachable(String pgUrl) {
    return ExampleRun.of(
        "retail", "--pg-url", pgUrl, "--s3-access-key", "x", "--s3-secret-key", "y");
  }

  @Test
  void errorsAreObjectsWithJson() {
    ExampleRun usage = ExampleRun.of("status", "--config", "x", "--json", "--every", "0s");
    ExampleRun configuration = ExampleRun.of("sync", "--json", "--config", "/no/such/file");

    assertThat(usage.out())
        .startsWith("{\"type\":\"error\",\"message\":\"Invalid value for option '--every': ")
        .endsWith("(see examples/run status --help)\",\"exitCode\":2}\n")
        .hasLineCount(1);
    assertThat(usage.err()).startsWith("error: Invalid value for option '--every'");
    assertThat(configuration.out())
        .isEqualToIgnoringNewLines(
            "{\"type\":\"error\",\"message\":\"Configuration file /no/such/file does not"
                + " exist.\",\"exitCode\":2}");
    assertThat(ExampleRun.of("sync", "--config", "/no/such/file").out()).isEmpty();
  }

  @Test
  void helpListsTheOptions() {
    ExampleRun run = ExampleRun.of("retail", "--help");

    assertThat(run.exitCode()).isZero();
    List.of(
            "--transactions",
            "--sync-every",
            "--seed",
            "--keep",
            "--reset",
            "--pg-url",
            "--summary")
        .forEach(option -> assertThat(run.out()).contains(option));
  }
}
