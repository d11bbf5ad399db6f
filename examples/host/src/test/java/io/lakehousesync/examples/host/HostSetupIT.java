package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.snowflake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the command {@code setup} with the lakehouse under test. */
class HostSetupIT {
  @TempDir private Path directory;
  private HostLakehouse lakehouse;

  @BeforeEach
  void open() throws SQLException {
    lakehouse = new HostLakehouse(directory);
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void setUpIsPrintedAppliedCheckedAndUndone() throws IOException {
    String config = lakehouse.complete().toString();

    ExampleRun printed = good("setup", "--config", config, "--print");
    assertThat(printed.out())
        .contains("CREATE SCHEMA lakehouse_sync;", "CREATE TABLE \"host_it\".\"iceberg_orders\"")
        .contains("CREATE EXTERNAL VOLUME");
    assertThat(lakehouse.account().statements())
        .noneMatch(statement -> statement.sql().startsWith("CREATE"));
    assertThat(ExampleRun.of("setup", "--config", config, "--check").exitCode()).isEqualTo(1);

    ExampleRun applied = good("setup", "--config", config, "--apply");
    assertThat(applied.out())
        .contains("done      snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS");
    assertThat(applied.value("done")).isEqualTo("23");

    assertThat(good("setup", "--config", config, "--check").lastLine())
        .isEqualTo("RESULT steps=10 ok=10 missing=0 different=0 broken=0");
    List<JsonNode> again = good("setup", "--config", config, "--apply", "--json").json();
    assertThat(again.subList(0, 10)).allMatch(step -> step.get("state").asText().equals("ok"));
    assertThat(again)
        .last()
        .hasToString("{\"type\":\"result\",\"steps\":10,\"done\":0,\"ok\":10,\"broken\":0}");

    assertThat(good("setup", "--config", config, "--teardown", "--dry-run").out().lines())
        .contains("planned   snowflake Iceberg table SHOP.LAKE.ICEBERG_STORES")
        .contains("planned   postgres  trigger zz_lakehouse_sync_update of host_it.orders");
    assertThat(good("setup", "--config", config, "--check").exitCode()).isZero();
    assertThat(good("setup", "--config", config, "--teardown").out())
        .contains("dropped   snowflake Iceberg table SHOP.LAKE.ICEBERG_STORES")
        .contains("dropped   postgres  trigger zz_lakehouse_sync_update of host_it.orders");
    assertThat(good("setup", "--config", config, "--teardown").lastLine())
        .isEqualTo("RESULT steps=4 dropped=0 absent=4 failed=0");
    assertThat(ExampleRun.of("setup", "--config", config, "--check").exitCode()).isEqualTo(1);
  }

  @Test
  void thePrivilegesOfRolesArePrinted() throws IOException {
    String config = lakehouse.postgresOnly().toString();

    assertThat(
            good(
                    "setup",
                    "--config",
                    config,
                    "--print",
                    "--copy-role",
                    "copier",
                    "--observe-role",
                    "o")
                .out())
        .startsWith("SET search_path = pg_catalog, pg_temp;")
        .contains(
            "-- postgres: privileges of copier, to copy",
            "GRANT lake_read_write TO \"copier\";",
            "GRANT SELECT ON \"host_it\".\"orders\" TO \"copier\";",
            "GRANT SELECT ON lakehouse_sync.checkpoint TO \"o\";");
    assertThat(ExampleRun.of("setup", "--config", config, "--apply", "--copy-role", "r").err())
        .startsWith("error: --copy-role, --verify-role and --observe-role are for --print.");
  }

  @Test
  void thePrintedScriptEndsWithTheGrantsOfTheRolesInSnowflake() throws IOException {
    String config =
        lakehouse.complete("snowflake.role=LOADER", "snowflake.warehouse=WH").toString();

    List<String> script = good("setup", "--config", config, "--print").out().lines().toList();

    assertThat(script)
        .containsSubsequence(
            "GRANT CREATE EXTERNAL VOLUME ON ACCOUNT TO ROLE \"LAKEHOUSE_SYNC_SETUP\";",
            "GRANT USAGE ON EXTERNAL VOLUME \"SHOP_VOLUME\" TO ROLE \"LOADER\";",
            "GRANT ROLE \"LOADER\" TO ROLE \"LAKEHOUSE_SYNC_VERIFY\";",
            "-- snowflake: privileges of role LAKEHOUSE_SYNC_READ, which reads the tables",
            "GRANT USAGE ON WAREHOUSE \"WH\" TO ROLE \"LAKEHOUSE_SYNC_READ\";");
  }

  @Test
  void aNameCannotEndACommentOfTheScript() throws Exception {
    lakehouse.sql("CREATE TABLE host_it.\"here\nDROP TABLE b; --\" (id int PRIMARY KEY)");
    String config =
        lakehouse
            .postgresOnly(
                "table.gone.source=host_it.\"gone\\nDROP TABLE a; --\"",
                "table.gone.target=host_it.iceberg_gone",
                "table.here.source=host_it.\"here\\nDROP TABLE b; --\"",
                "table.here.target=host_it.iceberg_here")
            .toString();

    String script = ExampleRun.of("setup", "--config", config, "--print").out();

    assertThat(script)
        .contains("-- broken: Heap table host_it.\"gone\\nDROP TABLE a; --\" does not exist.")
        .contains("of host_it.\"here\\nDROP TABLE b; --\"");
    assertThat(script.lines().filter(line -> !line.startsWith("--")))
        .noneMatch(line -> line.startsWith("DROP TABLE a"))
        .noneMatch(line -> line.equals("DROP TABLE b; --\""));
  }

  @Test
  void afterANewBaselineTheNextCopyBringsAllRows() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    assertThat(good("sync", "--config", config, "--once").value("rows")).isEqualTo("102");

    assertThat(good("setup", "--config", config, "--new-baseline", "host_it.orders").out())
        .contains("done      postgres  checkpoint of host_it.iceberg_orders")
        .contains(
            "host_it.iceberg_orders is empty; the next copy brings all rows of host_it.orders.");

    assertThat(good("verify", "--config", config).value("pending")).isEqualTo("100");
    assertThat(good("sync", "--config", config, "--once").value("rows")).isEqualTo("100");
    assertThat(good("verify", "--config", config).value("pending")).isEqualTo("0");
    assertThat(ExampleRun.of("setup", "--config", config, "--new-baseline", "nobody").exitCode())
        .isEqualTo(2);
  }

  @Test
  void aTeardownDropsTheRestOfTablesThatAreGoneInPostgres() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    lakehouse.sql("DROP TABLE host_it.iceberg_orders; DROP TABLE host_it.orders");

    assertThat(ExampleRun.of("setup", "--config", config, "--check").out())
        .contains("broken    postgres  host_it.orders")
        .contains("Heap table host_it.orders does not exist. Check its name.")
        .contains(
            "different snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS: PostgreSQL no longer has")
        .contains("ok        postgres  host_it.stores");
    ExampleRun torn = good("setup", "--config", config, "--teardown");

    assertThat(torn.out())
        .contains("dropped   snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS")
        .contains("dropped   snowflake catalog integration SHOP_CATALOG")
        .contains("of a dropped table");
    assertThat(torn.value("failed")).isEqualTo("0");
  }

  @Test
  void objectsThatSnowflakeDoesNotDropAreReportedAndPostgresIsTornDown() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    String fewer = without("table.stores", config);

    ExampleRun torn = ExampleRun.of("setup", "--config", fewer, "--teardown");

    assertThat(torn.exitCode()).isEqualTo(1);
    assertThat(torn.out())
        .contains("dropped   snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS")
        .contains("failed    snowflake catalog integration SHOP_CATALOG: ")
        .contains("'SHOP.LAKE.ICEBERG_STORES' uses it")
        .contains("dropped   postgres  column sync_xid of host_it.orders")
        .contains("tear down again");
    assertThat(torn.lastLine()).endsWith(" failed=2");
    assertThat(good("setup", "--config", config, "--teardown").value("failed")).isEqualTo("0");
  }

  @Test
  void theErrorThatEndsTheTeardownOfSnowflakeIsReportedAfterRefusedDrops() throws IOException {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    lakehouse
        .account()
        .faults()
        .onEvery(
            sql -> sql.startsWith("DROP ICEBERG TABLE"),
            Fault.sqlError("003001", "42501", "not you"));
    // The driver's message.
    lakehouse
        .account()
        .faults()
        .onEvery(
            sql -> sql.startsWith("DROP CATALOG INTEGRATION"),
            Fault.sqlError("200001", "08000", "connection lost"));

    ExampleRun torn = ExampleRun.of("setup", "--config", config, "--teardown");

    assertThat(torn.exitCode()).isEqualTo(1);
    assertThat(torn.out())
        .contains("failed    snowflake Iceberg table SHOP.LAKE.ICEBERG_STORES: ")
        .contains("failed    snowflake teardown: Dropping stopped at: catalog integration")
        .contains("Whether it was done is not known")
        .contains("dropped   postgres  column sync_xid of host_it.orders");
    assertThat(torn.lastLine()).endsWith(" failed=3");
    lakehouse.account().faults().clear();
    assertThat(good("setup", "--config", config, "--teardown").value("failed")).isEqualTo("0");
  }

  /** The owner of a table can create such a view. */
  @ParameterizedTest
  @CsvSource({"orders, visits", "visits, orders"})
  void aTableThatCannotBeTornDownDoesNotStopTheOthers(String kept, String other) throws Exception {
    lakehouse.sql("CREATE TABLE host_it.visits (id int PRIMARY KEY)");
    String config =
        lakehouse
            .postgresOnly(
                "table.visits.source=host_it.visits", "table.visits.target=host_it.iceberg_visits")
            .toString();
    good("setup", "--config", config, "--apply");
    lakehouse.sql("CREATE VIEW host_it.ids AS SELECT sync_xid FROM host_it." + kept);

    ExampleRun torn = ExampleRun.of("setup", "--config", config, "--teardown");

    assertThat(torn.exitCode()).isEqualTo(1);
    assertThat(torn.out())
        .contains("failed    postgres  teardown of host_it.%s: ".formatted(kept))
        .contains("dropped   postgres  column sync_xid of host_it." + other);
    lakehouse.sql("DROP VIEW host_it.ids");
    assertThat(good("setup", "--config", config, "--teardown").value("failed")).isEqualTo("0");
  }

  @Test
  void anImpossiblePlanForSnowflakeDoesNotStopTheTeardownOfPostgres() throws IOException {
    good("setup", "--config", lakehouse.postgresOnly().toString(), "--apply");
    String config = lakehouse.managedInTwoSchemas().toString();

    ExampleRun torn = ExampleRun.of("setup", "--config", config, "--teardown");

    assertThat(torn.exitCode()).isEqualTo(1);
    assertThat(torn.out())
        .contains("failed    snowflake teardown: elsewhere.stores is not in the catalog's schema")
        .contains("dropped   postgres  column sync_xid of host_it.orders");
  }

  @Test
  void aMissingTableDoesNotPreventTheSetUpOfOthers() throws Exception {
    lakehouse.sql("DROP TABLE host_it.stores");
    String config = lakehouse.complete().toString();

    ExampleRun applied = ExampleRun.of("setup", "--config", config, "--apply");

    assertThat(applied.exitCode()).isEqualTo(1);
    assertThat(applied.out())
        .contains("broken    postgres  host_it.stores")
        .contains("done      postgres  Iceberg table host_it.iceberg_orders")
        .contains("done      snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS");
    assertThat(ExampleRun.of("setup", "--config", config, "--print").out())
        .contains("-- broken: Heap table host_it.stores does not exist.");
  }

  @Test
  void aRecreatedTableIsReplacedInSnowflakeOnlyByName() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    good("sync", "--config", config, "--once");
    lakehouse.sql("DROP TABLE host_it.iceberg_stores");

    ExampleRun applied = ExampleRun.of("setup", "--config", config, "--apply");
    assertThat(applied.exitCode()).isEqualTo(1);
    assertThat(applied.err())
        .contains("Iceberg table SHOP.LAKE.ICEBERG_STORES", "belongs to another Iceberg table")
        .contains("setup --replace TABLE");
    ExampleRun checked = ExampleRun.of("setup", "--config", config, "--check");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out())
        .contains("different snowflake Iceberg table SHOP.LAKE.ICEBERG_STORES: it serves s3://")
        .contains("setup --replace TABLE")
        .contains("different=1");

    ExampleRun replaced = good("setup", "--config", config, "--replace", "stores");

    assertThat(replaced.out())
        .contains("done      snowflake Iceberg table of host_it.iceberg_stores: it serves s3://");
    assertThat(replaced.lastLine()).isEqualTo("RESULT steps=1 done=1 failed=0");
    assertThat(good("setup", "--config", config, "--check").value("different")).isEqualTo("0");
    good("sync", "--config", config, "--once");
    assertThat(good("verify", "--config", config).exitCode()).isZero();
  }

  @Test
  void aReplacementUsesTheNamesThatTheSetUpChose() throws Exception {
    String config =
        without(
            "snowflake.external-volume",
            without("snowflake.catalog-integration", lakehouse.complete().toString()));
    good("setup", "--config", config, "--apply");
    lakehouse.sql("DROP TABLE host_it.iceberg_stores");
    assertThat(ExampleRun.of("setup", "--config", config, "--apply").err())
        .contains("setup --replace TABLE");

    assertThat(good("setup", "--config", config, "--replace", "stores").value("done"))
        .isEqualTo("1");
  }

  @Test
  void withoutARefresherThereIsNothingToReplace() throws IOException {
    String config = lakehouse.postgresOnly().toString();

    ExampleRun run = ExampleRun.of("setup", "--config", config, "--replace", "stores");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--replace is for refresher=snowflake; the configuration has refresher=none.");
  }

  @Test
  void aTargetThatIsNotAnIcebergTableIsBroken() throws Exception {
    lakehouse.sql("CREATE TABLE host_it.iceberg_stores (id int, name text)");
    String config = lakehouse.complete().toString();

    ExampleRun applied = ExampleRun.of("setup", "--config", config, "--apply");

    assertThat(applied.exitCode()).isEqualTo(1);
    assertThat(applied.out().lines())
        .contains("done      snowflake Iceberg table SHOP.LAKE.ICEBERG_ORDERS")
        .contains(
            "broken    postgres  host_it.stores -> host_it.iceberg_stores: host_it.iceberg_stores is"
                + " not an Iceberg table. Rename it, or name another target.");
    assertThat(applied.lastLine()).endsWith(" broken=1");
    assertThat(ExampleRun.of("setup", "--config", config, "--check").out())
        .contains("broken    postgres  host_it.stores -> host_it.iceberg_stores: ");
  }

  @Test
  @Tag("slow")
  void anUnreachableServerIsReported() throws IOException {
    try (TcpRelay relay = HostLakehouse.relay()) {
      String config = lakehouse.through(relay).toString();
      relay.close();

      for (String action : List.of("--check", "--print", "--apply")) {
        ExampleRun run = ExampleRun.of("setup", "--config", config, action);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
            .startsWith("error: postgres cannot be reached: ")
            .contains("Check postgres.url");
      }
    }
  }

  @Test
  void aNewBaselineReportsAMissingTable() throws Exception {
    String config = lakehouse.postgresOnly().toString();
    good("setup", "--config", config, "--apply");
    lakehouse.sql("DROP TABLE host_it.orders");

    ExampleRun run = ExampleRun.of("setup", "--config", config, "--new-baseline", "orders");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("Heap table host_it.orders does not exist. Nothing was changed. Check its name.")
        .doesNotContain("42P01");
  }

  @Test
  void saysWhichOptionsGoTogether() throws IOException {
    String config = lakehouse.postgresOnly().toString();

    assertThat(ExampleRun.of("setup", "--config", config, "--apply", "--dry-run").err())
        .startsWith("error: --dry-run is for --teardown; --print shows what --apply would do.");
    assertThat(ExampleRun.of("setup", "--config", config, "--apply", "--teardown").err())
        .startsWith("error: --apply, --teardown are mutually exclusive (specify only one)");
    assertThat(ExampleRun.of("setup", "--config", config, "--dry-run").err())
        .contains("specify one of these", "--teardown")
        .doesNotContain("argument(s)");
  }

  /** Writes the configuration without the lines that begin with this prefix to another file. */
  private String without(String prefix, String config) throws IOException {
    Path file = directory.resolve("without-" + prefix + ".properties");
    Files.write(
        file,
        Files.readAllLines(Path.of(config)).stream()
            .filter(line -> !line.startsWith(prefix))
            .toList());
    return file.toString();
  }
}
