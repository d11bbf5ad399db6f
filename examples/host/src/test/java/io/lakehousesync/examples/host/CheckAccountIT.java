package io.lakehousesync.examples.host;

import static io.lakehousesync.examples.ExampleRun.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import io.lakehousesync.testkit.snowflake.ExecutedStatement;
import io.lakehousesync.testkit.snowflake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of an account, with the stand-in as the account. */
class CheckAccountIT {
  private static final String OWN_SCHEMA = "\"SHOP\".\"LAKEHOUSE_SYNC_CHECK_";

  /** Statements inside of the procedure that name no object. */
  private static final Pattern OF_THE_PROCEDURE = Pattern.compile("BEGIN|COMMIT|ROLLBACK");

  @TempDir private Path directory;
  private HostLakehouse lakehouse;
  private Path report;

  @BeforeEach
  void open() throws SQLException {
    lakehouse = new HostLakehouse(directory);
    report = directory.resolve("report.txt");
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void everyAnswerIsAsExpectedAndNothingStays() throws Exception {
    String config =
        lakehouse
            .complete(
                "snowflake.role=ACCOUNTADMIN",
                "snowflake.warehouse=COMPUTE_WH",
                "snowflake.aws-external-id=shop-secret-1")
            .toString();
    good("setup", "--config", config, "--apply");
    account(
        """
        CREATE STORAGE INTEGRATION STAGES TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3'
          ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::012345678910:role/shop'
          STORAGE_ALLOWED_LOCATIONS = ('*')
        """);
    int before = lakehouse.account().statements().size();

    ExampleRun run = check(config, "--stage-integration", "STAGES");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.lastLine())
        .isEqualTo(
            "RESULT statements=58 as_expected=51 different=0 open=6 not_run=1 report=" + report);
    List<String> changes = changesSince(before);
    assertThat(changes)
        .hasSizeGreaterThan(20)
        .filteredOn(sql -> !OF_THE_PROCEDURE.matcher(sql).lookingAt())
        .allSatisfy(sql -> assertThat(sql).contains(OWN_SCHEMA))
        .anyMatch(sql -> sql.startsWith("ALTER ICEBERG TABLE") && sql.contains(" REFRESH "))
        .anyMatch(sql -> sql.startsWith("CREATE TASK"))
        .last()
        .asString()
        .startsWith("DROP SCHEMA IF EXISTS " + OWN_SCHEMA);
    assertThat(Files.readString(report))
        .contains("Snowflake ", "expected: ", "came:     ", "open: ", "not-run: ")
        .contains("SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION")
        .contains("they change objects outside of the schema of the check")
        .doesNotContain("shop-secret-1", "arn:aws:iam::012345678910:role/shop", "localhost");
    assertThat(good("setup", "--config", config, "--check").exitCode()).isZero();
  }

  @Test
  void anUnexpectedAnswerIsReportedAndTheSchemaIsDropped() throws Exception {
    String config = lakehouse.complete().toString();
    good("setup", "--config", config, "--apply");
    lakehouse
        .account()
        .faults()
        .onEvery(
            sql -> sql.contains(" REFRESH '"),
            Fault.sqlError("000002", "0A000", "Unsupported feature 'REFRESH'."));

    ExampleRun run = check(config);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lastLine()).contains(" different=1 ");
    assertThat(Files.readString(report))
        .contains("came:     error: ", "Unsupported feature 'REFRESH'.", "error 000002");
    assertThat(lakehouse.account().statements())
        .last()
        .extracting(ExecutedStatement::sql)
        .asString()
        .startsWith("DROP SCHEMA IF EXISTS " + OWN_SCHEMA);
  }

  @Test
  void withoutTheDatabaseNothingIsCreated() throws Exception {
    String config = lakehouse.complete().toString();

    ExampleRun run = check(config);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Files.readString(report))
        .contains("no table of the configuration has a metadata file: run setup --apply first");
  }

  @Test
  void itIsForTablesOnTheHostsOwnStorage() throws IOException {
    String config = lakehouse.postgresOnly().toString();

    assertThat(check(config).err()).contains("checkaccount is for refresher=snowflake");
  }

  private ExampleRun check(String config, String... further) {
    List<String> arguments =
        new ArrayList<>(List.of("checkaccount", "--config", config, "--report", report.toString()));
    arguments.addAll(List.of(further));
    return ExampleRun.of(arguments.toArray(String[]::new));
  }

  private List<String> changesSince(int index) {
    return lakehouse.account().statements().stream()
        .skip(index)
        .map(statement -> statement.sql().strip())
        .filter(sql -> !sql.matches("(?is)(SELECT|SHOW|DESC(RIBE)?)\\s.*"))
        .toList();
  }

  private void account(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                lakehouse.account().jdbcUrl(), lakehouse.account().connectionProperties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
