package io.lakehousesync.examples.retail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.examples.LakehouseOptions;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the demo in this JVM, with options for the lakehouse under test. */
class RetailIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  @TempDir private Path directory;

  @BeforeEach
  @AfterEach
  void dropSchema() throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS retail_it CASCADE");
    }
  }

  @Test
  @Tag("slow")
  void fiveThousandTransactionsAreEqualOnAllSidesRowByRow() throws Exception {
    ExampleRun run = retail("--transactions", "5000", "--seed", "1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lastLine())
        .startsWith(
            "RESULT heap_transactions=5000 iceberg_transactions=5000 catalog_transactions=5000 ")
        .contains(" syncs=10 ");
    assertThat(run.out()).contains("PostgreSQL, Iceberg and the catalog agree: ");
    for (RetailTables table : RetailTables.values()) {
      assertThat(IcebergTableRows.read(LAKEHOUSE.s3(), metadataLocation(table)))
          .as(table.heap())
          .containsExactlyInAnyOrderElementsOf(heapRows(table));
    }
  }

  @Test
  void theSameSeedGivesTheSameRevenue() {
    String first = retail("--transactions", "100", "--seed", "42").value("revenue_catalog");

    assertThat(retail("--transactions", "100", "--seed", "42", "--reset").value("revenue_catalog"))
        .isEqualTo(first);
    assertThat(retail("--transactions", "100", "--seed", "43", "--reset").value("revenue_catalog"))
        .isNotEqualTo(first);
  }

  @Test
  void syncsOnceAtTheEndWhenAskedTo() {
    ExampleRun run = retail("--transactions", "120", "--batch-size", "50", "--sync-every", "0");

    assertThat(run.value("syncs")).isEqualTo("1");
    assertThat(run.value("catalog_transactions")).isEqualTo("120");
  }

  @Test
  void leavesAReportWithTheLastStateOfTheTables() throws Exception {
    Path report = directory.resolve("report.html");

    ExampleRun run = retail("--transactions", "120", "--report", report.toString(), "--page", "0");

    assertThat(run.lastLine()).startsWith("RESULT heap_transactions=120 ");
    assertThat(run.out())
        .containsPattern("The page is at http://localhost:\\d+/")
        .contains("The report is in " + report);
    assertThat(Files.readString(report))
        .contains("\"table\":\"retail_it.transactions\"", "\"fresh\":5", "\"rows\":120");
  }

  @Test
  void stopsIfTheSchemaExistsUnlessAnOptionSaysWhatToDo() {
    retail("--transactions", "10");

    ExampleRun refused = retail("--transactions", "10");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "error: Schema 'retail_it' exists already. Drop it and start again with --reset,"
                + " continue with its rows with --resume, or choose another one with --schema.");
    assertThat(retail("--transactions", "10", "--resume").value("heap_transactions"))
        .isEqualTo("20");
    assertThat(retail("--transactions", "10", "--reset").value("catalog_transactions"))
        .isEqualTo("10");
  }

  @Test
  void resumingWithoutATableNamesIt() throws SQLException {
    retail("--transactions", "10");
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE retail_it.iceberg_stores");
    }

    ExampleRun run = retail("--transactions", "10", "--resume");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: Iceberg table retail_it.iceberg_stores does not exist.")
        .hasLineCount(1);
  }

  @Test
  void resumingWithoutReferenceDataSaysWhatIsMissing() throws SQLException {
    retail("--transactions", "0");
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM retail_it.products");
    }

    ExampleRun run = retail("--transactions", "10", "--resume");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: There are 5 stores, 10 customers and 0 products")
        .hasLineCount(1);
  }

  @Test
  void theSchemaMayHaveAnyName() throws SQLException {
    String schema = "Retail \"IT\"";
    try {
      assertThat(retail("--transactions", "10", "--schema", schema).value("catalog_transactions"))
          .isEqualTo("10");
      assertThat(
              retail("--transactions", "10", "--schema", schema, "--resume")
                  .value("catalog_transactions"))
          .isEqualTo("20");
    } finally {
      try (Connection connection = LAKEHOUSE.postgres().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA IF EXISTS \"Retail \"\"IT\"\"\" CASCADE");
      }
    }
  }

  @Test
  void writesTheResultAsJsonToo() throws Exception {
    Path file = directory.resolve("summary.json");
    ExampleRun run = retail("--transactions", "10", "--summary", file.toString());

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.get("catalog_transactions").asInt()).isEqualTo(10);
    assertThat(json.get("revenue_heap").decimalValue())
        .isEqualByComparingTo(run.value("revenue_heap"));
  }

  @Test
  void aMissingBucketIsOneLine() {
    ExampleRun run = retail("--location-prefix", "s3://no-such-bucket/x/");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: S3 bucket 'no-such-bucket' at ")
        .contains("(HTTP 404). There is no such bucket: create it, or change --location-prefix.")
        .hasLineCount(1);
  }

  @Test
  void aWrongPasswordIsOneLineThatDoesNotRepeatIt() {
    ExampleRun run =
        ExampleRun.of(
            "retail",
            "--pg-url",
            LAKEHOUSE.jdbcUrl(),
            "--pg-user",
            LAKEHOUSE.user(),
            "--pg-password",
            "a-wrong-one",
            "--s3-access-key",
            "x",
            "--s3-secret-key",
            "y");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: PostgreSQL at " + LAKEHOUSE.jdbcUrl() + " rejects the login: ")
        .contains("Check --pg-user and --pg-password")
        .doesNotContain("a-wrong-one")
        .hasLineCount(1);
  }

  private ExampleRun retail(String... options) {
    List<String> arguments = new ArrayList<>(List.of("retail"));
    arguments.addAll(LakehouseOptions.postgresAndS3());
    arguments.addAll(List.of(options));
    if (!arguments.contains("--schema")) {
      arguments.addAll(List.of("--schema", "retail_it"));
    }
    if (!arguments.contains("--location-prefix")) {
      arguments.addAll(LakehouseOptions.locationPrefix());
    }
    return ExampleRun.of(arguments.toArray(String[]::new));
  }

  private static String metadataLocation(RetailTables table) throws SQLException {
    return rows("SELECT metadata_location FROM iceberg_tables WHERE table_namespace = 'retail_it' AND table_name = '%s'"
            .formatted(table.iceberg()))
        .get(0);
  }

  private static List<String> heapRows(RetailTables table) throws SQLException {
    return rows("SELECT * FROM retail_it." + table.heap());
  }

  private static List<String> rows(String query) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          boolean time = result.getMetaData().getColumnTypeName(column).equals("timestamp");
          values.add(
              String.valueOf(
                  time ? result.getObject(column, LocalDateTime.class) : result.getObject(column)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }
}
