package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Integrations, volumes, network rules and policies, databases and schemas. */
class AccountObjectsIT {
  private static final String RULE =
      """
      CREATE NETWORK RULE "RETAIL_ANALYTICS"."LAKEHOUSE"."R"
        TYPE = IPV4 MODE = POSTGRES_INGRESS VALUE_LIST = ('203.0.113.0/24', '198.51.100.7')
      """;
  private static final String INTEGRATION =
      """
      CREATE STORAGE INTEGRATION "I" TYPE = POSTGRES_EXTERNAL_STORAGE STORAGE_PROVIDER = 'S3'
        ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::012345678910:role/r'
        STORAGE_ALLOWED_LOCATIONS = ('s3://lake/')
      """;
  private static final String VOLUME =
      """
      CREATE EXTERNAL VOLUME "V" STORAGE_LOCATIONS = ((NAME = 'l' STORAGE_PROVIDER = 'S3'
        STORAGE_BASE_URL = 's3://lake/' STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::012345678910:role/r'
        STORAGE_AWS_EXTERNAL_ID = 'chosen')) ALLOW_WRITES = FALSE
      """;

  @TempDir static Path directory;
  private static StandIn standIn;
  private static Table stores;
  private Connection connection;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    stores =
        standIn.newTable(
            "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = standIn.connect();
  }

  @AfterEach
  void disconnect() throws SQLException {
    execute(
        connection,
        "USE SCHEMA retail_analytics.lakehouse",
        "DROP ICEBERG TABLE IF EXISTS stores",
        "DROP NETWORK POLICY IF EXISTS \"P\"",
        "DROP NETWORK RULE IF EXISTS r",
        "DROP STORAGE INTEGRATION IF EXISTS \"I\"",
        "DROP EXTERNAL VOLUME IF EXISTS \"V\"",
        "DROP CATALOG INTEGRATION IF EXISTS \"C\"",
        "DROP DATABASE IF EXISTS \"D\"");
    connection.close();
  }

  @Test
  void describesANetworkRule() throws SQLException {
    execute(connection, RULE);
    String describe = "DESCRIBE NETWORK RULE \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"R\"";
    assertThat(ShowResults.column(connection, describe, "value_list"))
        .containsExactly("203.0.113.0/24,198.51.100.7");
    assertThat(ShowResults.column(connection, describe, "mode"))
        .containsExactly("POSTGRES_INGRESS");
    String show = "SHOW NETWORK RULES LIKE 'r' IN SCHEMA RETAIL_ANALYTICS.";
    assertThat(ShowResults.column(connection, show + "LAKEHOUSE", "entries_in_valuelist"))
        .containsExactly("2");
    assertThat(ShowResults.column(connection, show + "PUBLIC", "name")).isEmpty();
    assertThat(ShowResults.column(connection, "SHOW NETWORK RULES IN ACCOUNT", "schema_name"))
        .containsExactly("LAKEHOUSE");
  }

  @Test
  void replacesANetworkRule() throws SQLException {
    execute(connection, RULE);
    assertRejected(
        RULE, 2002, "42710", "Network rule 'RETAIL_ANALYTICS.LAKEHOUSE.R' already exists.");
    execute(
        connection, RULE.replace("CREATE", "CREATE OR REPLACE").replace(", '198.51.100.7'", ""));
    assertThat(ShowResults.column(connection, "DESC NETWORK RULE r", "value_list"))
        .containsExactly("203.0.113.0/24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"256.0.0.1", "10.0.0.0/33", "10.0.0", "10.0.0.0/", "example.com", "::1", ""})
  void rejectsInvalidAddresses(String address) {
    assertRejected(
        RULE.replace("203.0.113.0/24", address),
        1008,
        "22023",
        "invalid value [" + address + "] for parameter 'VALUE_LIST'");
  }

  @Test
  void listsTheRulesOfAPolicy() throws SQLException {
    execute(
        connection,
        RULE,
        "CREATE NETWORK POLICY \"P\" ALLOWED_NETWORK_RULE_LIST = ('RETAIL_ANALYTICS.LAKEHOUSE.R') COMMENT = 'c'");
    assertThat(ShowResults.properties(connection, "DESCRIBE NETWORK POLICY \"P\"", "name", "value"))
        .isEqualTo(
            Map.of(
                "ALLOWED_NETWORK_RULE_LIST",
                "[{\"fullyQualifiedRuleName\":\"RETAIL_ANALYTICS.LAKEHOUSE.R\"}]"));
    assertThat(
            ShowResults.column(
                connection, "SHOW NETWORK POLICIES", "entries_in_allowed_network_rules"))
        .containsExactly("1");
    execute(connection, "CREATE NETWORK POLICY IF NOT EXISTS p");
    assertRejected("CREATE NETWORK POLICY p", 2002, "42710", "Network policy 'P' already exists.");
    assertRejected(
        "DROP NETWORK RULE r",
        99907,
        "55006",
        "Network rule 'RETAIL_ANALYTICS.LAKEHOUSE.R' cannot be replaced or dropped: network policy 'P' uses it.");
    execute(connection, RULE.replace("CREATE", "CREATE OR REPLACE"));
  }

  @Test
  void rejectsAPolicyOfARuleThatDoesNotExist() throws SQLException {
    execute(connection, RULE);
    assertRejected(
        "CREATE NETWORK POLICY p ALLOWED_NETWORK_RULE_LIST = ('nowhere')",
        2003,
        "02000",
        "Network rule 'RETAIL_ANALYTICS.LAKEHOUSE.NOWHERE' does not exist or not authorized.");
    assertRejected(
        "CREATE NETWORK POLICY p ALLOWED_NETWORK_RULE_LIST = ('\"r\"')",
        2003,
        "02000",
        "Network rule 'RETAIL_ANALYTICS.LAKEHOUSE.r' does not exist or not authorized.");
    assertThat(ShowResults.column(connection, "SHOW NETWORK POLICIES", "name")).isEmpty();
  }

  @Test
  void generatesAnExternalIdThatChangesWithTheIntegration() throws SQLException {
    execute(connection, INTEGRATION);
    String generated = storage().get("STORAGE_AWS_EXTERNAL_ID");
    assertThat(storage())
        .containsEntry("ENABLED", "true")
        .containsEntry("STORAGE_PROVIDER", "S3")
        .containsEntry("STORAGE_ALLOWED_LOCATIONS", "s3://lake/")
        .containsEntry("STORAGE_AWS_ROLE_ARN", "arn:aws:iam::012345678910:role/r");
    assertThat(storage().get("STORAGE_AWS_IAM_USER_ARN"))
        .matches("arn:aws:iam::[0-9]{12}:user/snowflake-postgres-integration-management");
    execute(connection, INTEGRATION.replace("INTEGRATION", "INTEGRATION IF NOT EXISTS"));
    assertThat(storage()).containsEntry("STORAGE_AWS_EXTERNAL_ID", generated);
    execute(connection, INTEGRATION.replace("CREATE", "CREATE OR REPLACE"));
    assertThat(storage().get("STORAGE_AWS_EXTERNAL_ID")).isNotEqualTo(generated);
    execute(
        connection,
        INTEGRATION.replace("CREATE", "CREATE OR REPLACE") + " STORAGE_AWS_EXTERNAL_ID = 'chosen'");
    assertThat(storage()).containsEntry("STORAGE_AWS_EXTERNAL_ID", "chosen");
    assertThat(ShowResults.column(connection, "SHOW STORAGE INTEGRATIONS LIKE 'I'", "type"))
        .containsExactly("POSTGRES_EXTERNAL_STORAGE");
  }

  @Test
  void allowsOneLocationForPostgresAndSeveralForStages() throws SQLException {
    String two = INTEGRATION.replace("('s3://lake/')", "('s3://lake/', 's3://other/')");
    assertRejected(
        two, 1008, "22023", "invalid value [s3://lake/, s3://other/] for parameter 'STORAGE_ALLOW");
    execute(connection, two.replace("POSTGRES_EXTERNAL_STORAGE", "EXTERNAL_STAGE"));
    assertThat(storage()).containsEntry("STORAGE_ALLOWED_LOCATIONS", "s3://lake/,s3://other/");
  }

  @Test
  void rejectsAnIncompleteIntegration() {
    for (String property :
        new String[] {"TYPE", "STORAGE_PROVIDER", "ENABLED", "STORAGE_AWS_ROLE_ARN"}) {
      assertRejected(
          INTEGRATION.replaceFirst(property + " = \\S+", ""),
          2029,
          "42601",
          "Missing option(s): [" + property + "]");
    }
    assertRejected(
        INTEGRATION.replaceFirst("STORAGE_ALLOWED_LOCATIONS = .*", ""),
        2029,
        "42601",
        "Missing option(s): [STORAGE_ALLOWED_LOCATIONS]");
    assertRejected(
        INTEGRATION.replace("s3://lake/", "gcs://lake/"), 1008, "22023", "invalid value [gcs://");
    assertRejected(
        INTEGRATION.replace("POSTGRES_EXTERNAL", "POSTGRES_INTERNAL"), 1003, "42000", "'TYPE'");
  }

  @Test
  void integrationsOfBothTypesShareTheirNames() {
    assertRejected(
        INTEGRATION.replace("\"I\"", "pg_lake_catalog"),
        2002,
        "42710",
        "Catalog integration 'PG_LAKE_CATALOG' already exists.");
  }

  @Test
  void describesAnExternalVolume() throws SQLException {
    execute(connection, VOLUME);
    Map<String, String> properties =
        ShowResults.properties(
            connection, "DESCRIBE EXTERNAL VOLUME \"V\"", "property", "property_value");
    assertThat(properties).containsEntry("ALLOW_WRITES", "false").containsEntry("ACTIVE", "l");
    assertThat(properties.get("STORAGE_LOCATION_1"))
        .contains(
            "\"STORAGE_BASE_URL\":\"s3://lake/\"",
            "\"STORAGE_AWS_EXTERNAL_ID\":\"chosen\"",
            "\"STORAGE_AWS_IAM_USER_ARN\":\"arn:aws:iam::");
    assertThat(ShowResults.column(connection, "SHOW EXTERNAL VOLUMES LIKE 'V'", "allow_writes"))
        .containsExactly("false");
  }

  @Test
  void verifiesWritableVolumesOnly() throws SQLException {
    String verify = "SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME('\"V\"')";
    execute(connection, VOLUME);
    assertThat(rows(connection, verify).get(0))
        .contains("\"success\":true", "\"readResult\":\"SKIPPED\"");
    String writable = VOLUME.replace("CREATE", "CREATE OR REPLACE").replace("FALSE", "TRUE");
    execute(connection, writable);
    assertThat(rows(connection, verify).get(0))
        .contains("\"success\":true", "\"writeResult\":\"PASSED\"", "\"deleteResult\":\"PASSED\"");
    execute(connection, writable.replace("s3://lake/", "s3://nowhere/"));
    assertThat(rows(connection, verify).get(0)).contains("\"success\":false");
    execute(connection, "DROP EXTERNAL VOLUME \"V\"");
    assertRejected(verify, 2003, "02000", "External volume 'V' does not exist");
  }

  @Test
  void rejectsDroppingObjectsThatTablesUse() throws SQLException {
    execute(connection, register("stores", stores));
    assertRejected(
        "DROP EXTERNAL VOLUME lake_volume",
        99907,
        "55006",
        "External volume 'LAKE_VOLUME' cannot be replaced or dropped: Iceberg table 'RETAIL_ANALYTICS.LAKEHOUSE.STORES' uses it.");
    assertRejected(
        VOLUME.replace("CREATE", "CREATE OR REPLACE").replace("\"V\"", "lake_volume"),
        99907,
        "55006",
        "STORES' uses it.");
    assertRejected(
        "DROP CATALOG INTEGRATION IF EXISTS pg_lake_catalog", 99907, "55006", "STORES' uses it.");
  }

  @Test
  void describesACatalogIntegration() throws SQLException {
    execute(
        connection,
        "CREATE CATALOG INTEGRATION \"C\" CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = ICEBERG ENABLED = TRUE COMMENT = 'x'");
    assertThat(
            ShowResults.properties(
                connection, "DESCRIBE CATALOG INTEGRATION \"C\"", "property", "property_value"))
        .containsEntry("CATALOG_SOURCE", "OBJECT_STORE")
        .containsEntry("ENABLED", "true")
        .containsEntry("COMMENT", "x");
    assertThat(ShowResults.column(connection, "SHOW CATALOG INTEGRATIONS LIKE 'c'", "category"))
        .containsExactly("CATALOG");
  }

  @Test
  void dropsADatabaseWithItsContent() throws SQLException {
    execute(
        connection,
        "CREATE DATABASE IF NOT EXISTS \"D\"",
        "CREATE SCHEMA IF NOT EXISTS \"D\".\"S\"",
        "CREATE NETWORK RULE r TYPE = IPV4 MODE = INGRESS VALUE_LIST = ('10.0.0.1')");
    assertThat(ShowResults.column(connection, "SHOW DATABASES LIKE 'D'", "is_current"))
        .containsExactly("Y");
    assertThat(ShowResults.column(connection, "SHOW SCHEMAS IN DATABASE \"D\"", "name"))
        .containsExactly("PUBLIC", "S");
    execute(connection, "DROP SCHEMA \"D\".\"S\"");
    assertThat(rows(connection, "SELECT CURRENT_SCHEMA()")).containsExactly("null");
    execute(connection, "DROP SCHEMA IF EXISTS \"D\".\"S\"", "DROP DATABASE \"D\"");
    assertThat(rows(connection, "SELECT CURRENT_DATABASE()")).containsExactly("null");
    assertThat(ShowResults.column(connection, "SHOW DATABASES LIKE 'D'", "name")).isEmpty();
    execute(connection, "DROP SCHEMA IF EXISTS \"D\".\"S\"", "DROP DATABASE IF EXISTS \"D\"");
    assertRejected("SHOW SCHEMAS IN DATABASE d", 2003, "02000", "Database 'D' does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP NETWORK RULE nowhere",
        "DROP NETWORK POLICY nowhere",
        "DROP STORAGE INTEGRATION nowhere",
        "DROP CATALOG INTEGRATION nowhere",
        "DROP EXTERNAL VOLUME nowhere",
        "DROP DATABASE nowhere",
        "DROP SCHEMA nowhere",
        "DROP SCHEMA nowhere.s",
        "DESCRIBE NETWORK RULE nowhere",
        "DESCRIBE NETWORK POLICY nowhere",
        "DESC STORAGE INTEGRATION nowhere",
        "DESC STORAGE INTEGRATION pg_lake_catalog",
        "DESC CATALOG INTEGRATION nowhere",
        "DESC EXTERNAL VOLUME \"lake_volume\"",
        "ALTER CATALOG INTEGRATION nowhere SET COMMENT = ''"
      })
  void rejectsObjectsThatDoNotExist(String sql) {
    assertRejected(sql, 2003, "02000", "' does not exist or not authorized.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE NETWORK RULE IF NOT EXISTS r TYPE = IPV4 MODE = INGRESS VALUE_LIST = ('10.0.0.1')",
        "CREATE NETWORK RULE r TYPE = IPV6 MODE = INGRESS VALUE_LIST = ('::1')",
        "CREATE NETWORK RULE r TYPE = IPV4 MODE = INGRESS VALUE_LIST = ()",
        "CREATE NETWORK RULE r TYPE = IPV4 MODE = INGRESS VALUE_LIST = '10.0.0.1'",
        "CREATE NETWORK POLICY p ALLOWED_NETWORK_RULE_LIST = (r)",
        "CREATE NETWORK POLICY p ALLOWED_IP_LIST = ('10.0.0.1')",
        "CREATE OR REPLACE NETWORK POLICY IF NOT EXISTS p",
        "CREATE OR ALTER NETWORK POLICY p",
        "SHOW NETWORK POLICIES LIKE 'p'",
        "SHOW NETWORK POLICY",
        "SHOW INTEGRATIONS",
        "SHOW EXTERNAL VOLUMES IN ACCOUNT",
        "SHOW SCHEMAS IN DATABASE",
        "SHOW TERSE DATABASES",
        "SHOW WAREHOUSES",
        "DESCRIBE DATABASE retail_analytics",
        "DROP DATABASE retail_analytics CASCADE",
        "DROP INTEGRATION i",
        "ALTER CATALOG INTEGRATION c SET ENABLED = FALSE",
        "ALTER CATALOG INTEGRATION c SET REFRESH_INTERVAL_SECONDS = '60'",
        "ALTER STORAGE INTEGRATION i SET ENABLED = TRUE",
        "SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME(\"V\")"
      })
  void rejectsUnknownSyntax(String sql) {
    assertRejected(sql, 1003, "42000", "SQL compilation error:\n");
  }

  private Map<String, String> storage() throws SQLException {
    return ShowResults.properties(
        connection, "DESCRIBE STORAGE INTEGRATION \"I\"", "property", "property_value");
  }

  private void assertRejected(String sql, int code, String sqlState, String message) {
    RejectedStatement.by(connection, sql).with(code, sqlState, message);
  }
}
