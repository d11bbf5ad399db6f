package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresInstanceIT {
  private static final String CREATE =
      """
      CREATE POSTGRES INSTANCE "RETAIL_TXNS" COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50
        AUTHENTICATION_AUTHORITY = POSTGRES POSTGRES_VERSION = 17 COMMENT = 'sales'
      """;

  private static final Duration OPERATION = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static final TestClock clock = new TestClock();
  private static StandIn standIn;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn =
        new StandIn(
            directory,
            builder ->
                builder
                    .clock(clock)
                    .postgresInstanceStartup(Duration.ofMinutes(4))
                    .postgresInstanceOperation(OPERATION));
    connection = standIn.connect();
    execute(
        connection,
        "CREATE NETWORK RULE r TYPE = IPV4 MODE = POSTGRES_INGRESS VALUE_LIST = ('10.0.0.0/8')",
        "CREATE NETWORK POLICY \"PG_RETAIL\" ALLOWED_NETWORK_RULE_LIST = ('r')",
        integration("PG_LAKE", "POSTGRES_EXTERNAL_STORAGE"),
        integration("STAGE_LAKE", "EXTERNAL_STAGE"));
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @AfterEach
  void drop() throws SQLException {
    execute(connection, "DROP POSTGRES INSTANCE IF EXISTS \"RETAIL_TXNS\"");
  }

  @Test
  void showsTheCredentialsOnce() throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CREATE)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString("host")).isEqualTo(describe().get("host"));
      assertThat(row.getString("access_roles"))
          .containsPattern("\"application\":\".+\",\"snowflake_admin\":\".+\"");
      assertThat(row.getString("default_database")).isEqualTo("postgres");
    }
    assertThat(describe()).doesNotContainKey("access_roles");
  }

  @Test
  void isReadyAfterItsStartup() throws SQLException {
    execute(connection, CREATE);
    assertThat(describe()).containsEntry("state", "CREATING");
    clock.advance(Duration.ofMinutes(2));
    assertThat(describe()).containsEntry("state", "FINALIZING");
    clock.advance(Duration.ofMinutes(2));
    assertThat(describe())
        .containsEntry("state", "READY")
        .containsEntry("owner", "ACCOUNTADMIN")
        .containsEntry("compute_family", "STANDARD_M")
        .containsEntry("storage_size_gb", "50")
        .containsEntry("postgres_version", "17")
        .containsEntry("comment", "sales")
        .containsEntry("network_policy", "None");
    assertThat(
            ShowResults.column(
                connection, "SHOW POSTGRES INSTANCES LIKE 'RETAIL\\\\_TXNS'", "state"))
        .containsExactly("READY");
    assertThat(
            ShowResults.column(connection, "SHOW POSTGRES INSTANCES LIKE 'RETAIL\\\\_'", "state"))
        .isEmpty();
  }

  @Test
  void attachesAPolicyAndAnIntegration() throws SQLException {
    createReady();
    execute(
        connection,
        "ALTER POSTGRES INSTANCE \"RETAIL_TXNS\" SET NETWORK_POLICY = 'PG_RETAIL'"
            + " STORAGE_INTEGRATION = \"PG_LAKE\"");
    assertThat(describe())
        .containsEntry("network_policy", "PG_RETAIL")
        .containsEntry("storage_integration", "PG_LAKE");
    assertRejected(
        "DROP NETWORK POLICY \"PG_RETAIL\"",
        99907,
        "55006",
        "Network policy 'PG_RETAIL' cannot be replaced or dropped: Postgres instance 'RETAIL_TXNS'");
    assertRejected(
        "CREATE OR REPLACE NETWORK POLICY \"PG_RETAIL\"", 99907, "55006", "'RETAIL_TXNS' uses it");
    assertRejected("DROP STORAGE INTEGRATION pg_lake", 99907, "55006", "'RETAIL_TXNS' uses it");
    clock.advance(OPERATION);
    execute(connection, "ALTER POSTGRES INSTANCE \"RETAIL_TXNS\" UNSET NETWORK_POLICY, COMMENT");
    clock.advance(OPERATION);
    execute(connection, "ALTER POSTGRES INSTANCE \"RETAIL_TXNS\" UNSET STORAGE_INTEGRATION");
    assertThat(describe())
        .containsEntry("network_policy", "None")
        .containsEntry("storage_integration", "None")
        .containsEntry("comment", "None");
  }

  /** Source: terraform-provider-snowflake, pkg/sdk/postgres_instances_ext.go and its test. */
  @Test
  void refusesAnAlterWhileAnEarlierOperationRuns() throws SQLException {
    execute(connection, CREATE);
    clock.advance(Duration.ofMinutes(4));
    String alter = "ALTER POSTGRES INSTANCE RETAIL_TXNS SET NETWORK_POLICY = 'PG_RETAIL'";
    assertThat(describe()).containsEntry("state", "READY");
    assertRejected(
        alter,
        604009,
        "03000",
        "Running operation CREATE POSTGRES SERVICE on RETAIL_TXNS must be complete before issuing");
    clock.advance(OPERATION);
    execute(connection, alter);
    assertThat(describe()).containsEntry("state", "READY");
    for (String second :
        List.of("SET STORAGE_INTEGRATION = pg_lake", "UNSET NETWORK_POLICY", "SET COMMENT = 'x'")) {
      assertRejected(
          "ALTER POSTGRES INSTANCE RETAIL_TXNS " + second,
          604009,
          "03000",
          "Running operation ALTER POSTGRES SERVICE on RETAIL_TXNS");
    }
    clock.advance(OPERATION);
    execute(connection, "ALTER POSTGRES INSTANCE RETAIL_TXNS SET STORAGE_INTEGRATION = pg_lake");
  }

  @Test
  void isCreatedWithAPolicyAndAnIntegration() throws SQLException {
    execute(connection, CREATE + " NETWORK_POLICY = 'PG_RETAIL' STORAGE_INTEGRATION = \"PG_LAKE\"");
    assertThat(describe())
        .containsEntry("network_policy", "PG_RETAIL")
        .containsEntry("storage_integration", "PG_LAKE");
  }

  @Test
  void attachesNothingBeforeItIsReady() throws SQLException {
    execute(connection, CREATE);
    assertRejected(
        "ALTER POSTGRES INSTANCE RETAIL_TXNS SET NETWORK_POLICY = 'PG_RETAIL'",
        99920,
        "55000",
        "Postgres instance 'RETAIL_TXNS' is in state CREATING; the operation needs READY.");
  }

  @Test
  void attachesExistingObjectsOfTheRightTypeOnly() throws SQLException {
    createReady();
    assertRejected(
        "ALTER POSTGRES INSTANCE RETAIL_TXNS SET NETWORK_POLICY = 'pg_retail_2'",
        2003,
        "02000",
        "Network policy 'PG_RETAIL_2' does not exist or not authorized.");
    assertRejected(
        "ALTER POSTGRES INSTANCE RETAIL_TXNS SET STORAGE_INTEGRATION = nowhere",
        2003,
        "02000",
        "Storage integration 'NOWHERE' does not exist or not authorized.");
    assertRejected(
        "ALTER POSTGRES INSTANCE RETAIL_TXNS SET STORAGE_INTEGRATION = stage_lake",
        99921,
        "22023",
        "'STAGE_LAKE' is not a storage integration of type POSTGRES_EXTERNAL_STORAGE");
    assertRejected(
        "ALTER POSTGRES INSTANCE nowhere UNSET NETWORK_POLICY",
        2003,
        "02000",
        "Postgres instance 'NOWHERE' does not exist or not authorized.");
    execute(connection, "ALTER POSTGRES INSTANCE IF EXISTS nowhere UNSET NETWORK_POLICY");
  }

  /**
   * Source: docs.snowflake.com, "Manage and monitor mirrors"
   * (/en/user-guide/snowflake-postgres/postgres-data-mirroring-manage).
   */
  @Test
  void listsItsMirrorsAndStaysAsLongAsTheyExist() throws SQLException {
    String list = "SELECT * FROM TABLE(SNOWFLAKE.POSTGRES.LIST_MIRRORS())";
    execute(connection, CREATE);
    assertThat(StandIn.rows(connection, list)).isEmpty();
    standIn.snowflake.createMirror("orders_mirror", "RETAIL_TXNS");
    assertThat(StandIn.rows(connection, list)).containsExactly("orders_mirror|RETAIL_TXNS");
    assertRejected(
        "DROP POSTGRES INSTANCE RETAIL_TXNS", 99907, "55006", "mirror 'orders_mirror' uses it");
    standIn.snowflake.dropMirror("orders_mirror");
  }

  @Test
  void rejectsASecondInstanceOfTheSameName() throws SQLException {
    execute(connection, CREATE);
    assertRejected(CREATE, 2002, "42710", "Postgres instance 'RETAIL_TXNS' already exists.");
  }

  @Test
  void isTheSourceOfACatalogIntegration() throws SQLException {
    String catalog =
        """
        CREATE CATALOG INTEGRATION c CATALOG_SOURCE = SNOWFLAKE_POSTGRES TABLE_FORMAT = ICEBERG
          CATALOG_NAMESPACE = 'public'
          REST_CONFIG = (POSTGRES_INSTANCE = 'RETAIL_TXNS' CATALOG_NAME = 'postgres'
            ACCESS_DELEGATION_MODE = VENDED_CREDENTIALS) ENABLED = TRUE
        """;
    assertRejected(catalog, 2001, "02000", "Object 'RETAIL_TXNS' does not exist");
    execute(connection, CREATE);
    assertRejected(catalog, 99920, "55000", "needs READY");
    clock.advance(Duration.ofMinutes(4));
    execute(connection, catalog, "ALTER CATALOG INTEGRATION c SET REFRESH_INTERVAL_SECONDS = 60");
    assertThat(
            ShowResults.properties(
                connection, "DESC CATALOG INTEGRATION c", "property", "property_value"))
        .containsEntry("CATALOG_SOURCE", "SNOWFLAKE_POSTGRES")
        .containsEntry("CATALOG_NAMESPACE", "public")
        .containsEntry("REFRESH_INTERVAL_SECONDS", "60");
    assertRejected(
        "ALTER CATALOG INTEGRATION c SET REFRESH_INTERVAL_SECONDS = 29",
        1008,
        "22023",
        "invalid value [29] for parameter 'REFRESH_INTERVAL_SECONDS'");
    assertRejected(
        "ALTER CATALOG INTEGRATION c SET REFRESH_INTERVAL_SECONDS = 86401",
        1008,
        "22023",
        "invalid value [86401]");
    execute(connection, "DROP CATALOG INTEGRATION c");
    assertRejected(
        catalog.replace("VENDED_CREDENTIALS", "EXTERNAL_VOLUME_CREDENTIALS"),
        1003,
        "42000",
        "the stand-in supports 'VENDED_CREDENTIALS' only");
    assertRejected(
        catalog.replace("POSTGRES_INSTANCE = 'RETAIL_TXNS'", ""),
        2029,
        "42601",
        "Missing option(s): [POSTGRES_INSTANCE]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMPUTE_FAMILY", "STORAGE_SIZE_GB", "AUTHENTICATION_AUTHORITY"})
  void namesTheMissingProperty(String property) {
    assertRejected(
        CREATE.replaceFirst(property + " = \\S+", ""),
        2029,
        "42601",
        "Missing option(s): [" + property + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "'STANDARD_M', 'STANDARD_S'",
    "= 50, = 9",
    "= 50, = 65536",
    "= 17, = 15",
    "= POSTGRES POSTGRES_VERSION, = SNOWFLAKE POSTGRES_VERSION",
  })
  void rejectsInvalidValues(String from, String to) {
    assertRejected(
        CREATE.replace(from, to), 1008, "22023", "SQL compilation error:\ninvalid value [");
  }

  @Test
  void rejectsPropertiesThatABurstableInstanceCannotHave() {
    String burstable = CREATE.replace("STANDARD_M", "BURST_M");
    assertRejected(burstable.replace("= 50", "= 101"), 1008, "22023", "invalid value [101]");
    assertRejected(
        burstable + " HIGH_AVAILABILITY = TRUE",
        1008,
        "22023",
        "invalid value [TRUE] for parameter 'HIGH_AVAILABILITY'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE OR REPLACE POSTGRES INSTANCE x COMPUTE_FAMILY = 'STANDARD_M'",
        "CREATE POSTGRES INSTANCE IF NOT EXISTS x COMPUTE_FAMILY = 'STANDARD_M'",
        "CREATE POSTGRES INSTANCE x COMPUTE_FAMILY = STANDARD_M",
        "CREATE POSTGRES INSTANCE x FORK y",
        "CREATE POSTGRES INSTANCE x STORAGE_SIZE_GB = 1e2",
        "CREATE POSTGRES INSTANCE x COMPUTE_FAMILY = 'STANDARD_M' COMPUTE_FAMILY = 'STANDARD_M'",
        "ALTER POSTGRES INSTANCE x SET",
        "ALTER POSTGRES INSTANCE x SUSPEND",
        "ALTER POSTGRES INSTANCE x UNSET COMPUTE_FAMILY",
        "SHOW POSTGRES INSTANCES IN ACCOUNT",
        "DESCRIBE POSTGRES INSTANCES x",
        "DROP POSTGRES INSTANCE a.b"
      })
  void rejectsUnknownSyntax(String sql) {
    assertRejected(sql, 1003, "42000", "SQL compilation error:\n");
  }

  private static void createReady() throws SQLException {
    execute(connection, CREATE);
    clock.advance(Duration.ofMinutes(4).plus(OPERATION));
  }

  private static Map<String, String> describe() throws SQLException {
    return ShowResults.properties(
        connection, "DESCRIBE POSTGRES INSTANCE \"RETAIL_TXNS\"", "property", "value");
  }

  private static String integration(String name, String type) {
    return """
        CREATE STORAGE INTEGRATION %s TYPE = %s STORAGE_PROVIDER = 'S3' ENABLED = TRUE
          STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::012345678910:role/r'
          STORAGE_ALLOWED_LOCATIONS = ('s3://lake/')
        """
        .formatted(name, type);
  }

  private static void assertRejected(String sql, int code, String sqlState, String message) {
    RejectedStatement.by(connection, sql).with(code, sqlState, message);
  }
}
