package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The role LOADER has only the privileges that the tests grant. */
class RolesIT {
  private static final String TABLE = "RETAIL_ANALYTICS.LAKEHOUSE.STORES";
  private static final String USE_OF_SCHEMA = "GRANT USAGE ON SCHEMA lakehouse TO ROLE loader";
  private static final String USE_OF_DATABASE =
      "GRANT USAGE ON DATABASE retail_analytics TO ROLE loader";
  private static final String USE_OF_VOLUME =
      "GRANT USAGE ON EXTERNAL VOLUME lake_volume TO ROLE loader";
  private static final String USE_OF_INTEGRATION =
      "GRANT USAGE ON INTEGRATION pg_lake_catalog TO ROLE loader";
  private static final String READ = "GRANT SELECT ON ICEBERG TABLE stores TO ROLE loader";
  private static final String OWN =
      "GRANT OWNERSHIP ON ICEBERG TABLE stores TO ROLE loader COPY CURRENT GRANTS";
  private static final String INFORMATION =
      "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"STORES\"')";

  @TempDir static Path directory;
  private static StandIn standIn;
  private static Table stores;
  private Connection admin;
  private Connection loader;

  @BeforeAll
  static void start() throws Exception {
    standIn =
        new StandIn(
            directory,
            builder ->
                builder
                    .role("other")
                    .postgresInstanceStartup(Duration.ZERO)
                    .postgresInstanceOperation(Duration.ZERO));
    stores =
        standIn.newTable(
            "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    new TableWriter(stores).append(new Object[] {1L});
  }

  @AfterAll
  static void stop() {
    standIn.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    admin = standIn.connect();
    execute(
        admin, register("stores", stores), "CREATE ROLE loader", "GRANT ROLE loader TO USER sync");
    loader = connect("loader");
  }

  private static Connection connect(String role) throws SQLException {
    Properties properties = standIn.properties();
    properties.setProperty("role", role);
    return DriverManager.getConnection(standIn.snowflake.jdbcUrl(), properties);
  }

  @AfterEach
  void disconnect() throws SQLException {
    execute(
        admin,
        "USE ROLE accountadmin",
        "USE SCHEMA retail_analytics.lakehouse",
        "DROP ROLE IF EXISTS loader",
        "DROP ROLE IF EXISTS reader",
        "DROP ICEBERG TABLE IF EXISTS stores",
        "DROP ICEBERG TABLE IF EXISTS mine",
        "DROP DATABASE IF EXISTS theirs",
        "DROP POSTGRES INSTANCE IF EXISTS pg",
        "DROP NETWORK POLICY IF EXISTS p",
        "DROP STORAGE INTEGRATION IF EXISTS i",
        "DROP CATALOG INTEGRATION IF EXISTS c",
        "DROP EXTERNAL VOLUME IF EXISTS v");
    loader.close();
    admin.close();
  }

  @Test
  void seesNothingWithoutAPrivilege() throws SQLException {
    for (String show :
        new String[] {
          "SHOW DATABASES",
          "SHOW ICEBERG TABLES IN ACCOUNT",
          "SHOW EXTERNAL VOLUMES",
          "SHOW CATALOG INTEGRATIONS",
          "SHOW SCHEMAS IN ACCOUNT"
        }) {
      assertThat(rows(loader, show)).as(show).isEmpty();
    }
    assertMissing("DESCRIBE EXTERNAL VOLUME lake_volume", "External volume 'LAKE_VOLUME'");
    assertMissing("DESC CATALOG INTEGRATION pg_lake_catalog", "Catalog integration 'PG_LAKE");
    assertMissing("USE DATABASE retail_analytics", "Database 'RETAIL_ANALYTICS'");
    assertMissing("USE SCHEMA retail_analytics.lakehouse", "Database 'RETAIL_ANALYTICS'");
    assertMissing("SHOW ICEBERG TABLES IN SCHEMA lakehouse", "Database 'RETAIL_ANALYTICS'");
    assertMissing("SHOW SCHEMAS IN DATABASE retail_analytics", "Database 'RETAIL_ANALYTICS'");
    assertMissing("SELECT id FROM stores", "Database 'RETAIL_ANALYTICS'");
    assertMissing(refresh("stores", stores), "Database 'RETAIL_ANALYTICS'");
    assertMissing("DROP DATABASE retail_analytics", "Database 'RETAIL_ANALYTICS'");
  }

  @Test
  void ifExistsTreatsInvisibleObjectsAsDropped() throws SQLException {
    execute(
        loader,
        "DROP DATABASE IF EXISTS retail_analytics",
        "DROP ICEBERG TABLE IF EXISTS stores",
        refresh("IF EXISTS stores", stores),
        "DROP EXTERNAL VOLUME IF EXISTS lake_volume");
    assertThat(rows(admin, "SELECT id FROM stores")).containsExactly("1");
  }

  @Test
  void refreshesWithOwnershipAndUsageOfVolumeAndIntegration() throws SQLException {
    execute(admin, USE_OF_DATABASE);
    assertMissing(refresh("stores", stores), "Schema 'LAKEHOUSE'");
    execute(admin, USE_OF_SCHEMA);
    assertNoTable(refresh("stores", stores));
    assertNoTable(INFORMATION);
    assertNoTable("SELECT id FROM stores");
    execute(admin, READ);
    assertThat(rows(loader, "SELECT id FROM stores")).containsExactly("1");
    assertInsufficient(refresh("stores", stores), "table 'STORES'");
    assertInsufficient(INFORMATION, "table 'STORES'");
    assertInsufficient("DROP ICEBERG TABLE IF EXISTS stores", "table 'STORES'");
    execute(admin, OWN);
    assertThat(rows(loader, INFORMATION).get(0)).contains("\"status\":\"success\"");
    assertMissing(refresh("stores", stores), "External volume 'LAKE_VOLUME'");
    execute(admin, USE_OF_VOLUME);
    assertMissing(refresh("stores", stores), "Catalog integration 'PG_LAKE_CATALOG'");
    execute(admin, USE_OF_INTEGRATION);
    execute(loader, refresh("stores", stores));
    execute(admin, "REVOKE USAGE ON EXTERNAL VOLUME lake_volume FROM ROLE loader");
    assertMissing(refresh("stores", stores), "External volume 'LAKE_VOLUME'");
  }

  @Test
  void readsTheHistoryOfItsOwnTablesOnly() throws SQLException {
    String history =
        "SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(TABLE_NAME => 'stores'))";
    execute(admin, USE_OF_DATABASE, USE_OF_SCHEMA, READ);
    assertInsufficient(history, "table 'STORES'");
    execute(admin, OWN);
    assertThat(rows(loader, history)).containsExactly("1");
  }

  @Test
  void ownsTheObjectsThatItCreates() throws SQLException {
    String create = register("mine", stores);
    execute(admin, USE_OF_DATABASE, USE_OF_SCHEMA);
    assertInsufficient(create, "schema 'LAKEHOUSE'");
    execute(admin, "GRANT CREATE ICEBERG TABLE ON SCHEMA lakehouse TO ROLE loader");
    assertMissing(create, "External volume 'LAKE_VOLUME'");
    execute(admin, USE_OF_VOLUME);
    assertMissing(create, "Catalog integration 'PG_LAKE_CATALOG'");
    execute(admin, USE_OF_INTEGRATION);
    execute(loader, create, refresh("mine", stores));
    String show = "SHOW ICEBERG TABLES IN SCHEMA retail_analytics.lakehouse";
    assertThat(ShowResults.column(loader, show, "owner")).containsExactly("LOADER");
    assertThat(ShowResults.column(admin, show, "owner")).containsExactly("LOADER", "ACCOUNTADMIN");
    execute(loader, "DROP ICEBERG TABLE mine");
  }

  @Test
  void cannotCreateAnObjectThatExistsInvisibly() throws SQLException {
    execute(
        admin,
        USE_OF_DATABASE,
        USE_OF_SCHEMA,
        USE_OF_VOLUME,
        USE_OF_INTEGRATION,
        "GRANT CREATE ICEBERG TABLE ON SCHEMA lakehouse TO ROLE loader");
    for (String table : new String[] {"stores", "IF NOT EXISTS stores"}) {
      RejectedStatement.by(loader, register(table, stores))
          .with(3041, "42710", "'STORES' already exists, but current role has no privileges on it");
    }
    execute(admin, READ);
    execute(loader, register("IF NOT EXISTS stores", stores));
    assertInsufficient(
        register("stores", stores).replace("CREATE", "CREATE OR REPLACE"), "table 'STORES'");
  }

  @Test
  void losesItsGrantsWhenAnObjectIsReplaced() throws SQLException {
    execute(admin, USE_OF_DATABASE, USE_OF_SCHEMA, READ);
    assertThat(rows(loader, "SELECT id FROM stores")).containsExactly("1");
    execute(admin, register("stores", stores).replace("CREATE", "CREATE OR REPLACE"));
    assertNoTable("SELECT id FROM stores");
  }

  @Test
  void showsTheGranteesOfARole() throws SQLException {
    execute(admin, "CREATE ROLE given", "CREATE ROLE taker", "GRANT ROLE given TO ROLE taker");

    assertThat(rows(admin, "SHOW GRANTS OF ROLE given"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("GIVEN").contains("TAKER"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE DATABASE | CREATE DATABASE theirs",
        "CREATE ROLE | CREATE ROLE reader",
        "CREATE NETWORK POLICY | CREATE NETWORK POLICY p",
        "CREATE POSTGRES INSTANCE | CREATE POSTGRES INSTANCE pg COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 10 AUTHENTICATION_AUTHORITY = POSTGRES",
        "CREATE INTEGRATION | CREATE STORAGE INTEGRATION i TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'a' STORAGE_ALLOWED_LOCATIONS = ('s3://lake/')",
        "CREATE INTEGRATION | CREATE CATALOG INTEGRATION c CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = ICEBERG ENABLED = TRUE",
        "CREATE EXTERNAL VOLUME | CREATE EXTERNAL VOLUME v STORAGE_LOCATIONS = ((NAME = 'l' STORAGE_PROVIDER = 'S3' STORAGE_BASE_URL = 's3://lake/' STORAGE_AWS_ROLE_ARN = 'a'))"
      })
  void createsWithAPrivilegeOnTheAccount(String privilege, String create) throws SQLException {
    assertInsufficient(create, "account 'STANDIN'");
    execute(admin, "GRANT " + privilege + " ON ACCOUNT TO ROLE loader");
    execute(loader, create);
    execute(admin, "REVOKE " + privilege + " ON ACCOUNT FROM ROLE loader");
    assertInsufficient(create, "account 'STANDIN'");
  }

  @Test
  void createsSchemasAndRulesWithAPrivilegeOnTheirContainers() throws SQLException {
    String rule = "CREATE NETWORK RULE r TYPE = IPV4 MODE = INGRESS VALUE_LIST = ('10.0.0.1')";
    execute(admin, USE_OF_DATABASE, USE_OF_SCHEMA);
    assertInsufficient("CREATE SCHEMA retail_analytics.s", "database 'RETAIL_ANALYTICS'");
    assertInsufficient(rule, "schema 'LAKEHOUSE'");
    execute(
        admin,
        "GRANT CREATE SCHEMA ON DATABASE retail_analytics TO ROLE loader",
        "GRANT CREATE NETWORK RULE ON SCHEMA lakehouse TO ROLE loader");
    execute(loader, rule, "DESCRIBE NETWORK RULE r", "CREATE SCHEMA retail_analytics.s");
    execute(loader, "DROP SCHEMA s", "DROP NETWORK RULE retail_analytics.lakehouse.r");
  }

  @Test
  void changesAPostgresInstanceWithModifyAndUsageOfAttachedObjects() throws SQLException {
    String attach = "ALTER POSTGRES INSTANCE pg SET NETWORK_POLICY = 'p'";
    String describe = "DESCRIBE POSTGRES INSTANCE pg";
    execute(
        admin,
        "CREATE NETWORK POLICY p",
        "CREATE POSTGRES INSTANCE pg COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 10 AUTHENTICATION_AUTHORITY = POSTGRES");
    assertMissing(describe, "Postgres instance 'PG'");
    execute(admin, "GRANT USAGE ON POSTGRES INSTANCE pg TO ROLE loader");
    assertInsufficient(describe, "postgres instance 'PG'");
    assertThat(rows(loader, "SHOW POSTGRES INSTANCES")).isEmpty();
    execute(admin, "GRANT OPERATE ON POSTGRES INSTANCE pg TO ROLE loader");
    assertThat(ShowResults.column(loader, "SHOW POSTGRES INSTANCES", "name")).containsExactly("PG");
    assertThat(ShowResults.properties(loader, describe, "property", "value"))
        .containsEntry("owner", "ACCOUNTADMIN");
    assertInsufficient(attach, "postgres instance 'PG'");
    execute(admin, "GRANT MODIFY ON POSTGRES INSTANCE pg TO ROLE loader");
    assertMissing(attach, "Network policy 'P'");
    execute(admin, "GRANT USAGE ON NETWORK POLICY p TO ROLE loader");
    execute(loader, attach);
    assertThat(rows(loader, "SHOW NETWORK POLICIES")).isEmpty();
    assertInsufficient("DESCRIBE NETWORK POLICY p", "network policy 'P'");
    assertInsufficient("DROP POSTGRES INSTANCE pg", "postgres instance 'PG'");
  }

  @Test
  void verifiesOnlyItsOwnVolumes() throws SQLException {
    String verify = "SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME('lake_volume')";
    assertMissing(verify, "External volume 'LAKE_VOLUME'");
    execute(admin, USE_OF_VOLUME);
    assertInsufficient(verify, "external volume 'LAKE_VOLUME'");
    execute(loader, "DESCRIBE EXTERNAL VOLUME lake_volume");
  }

  @Test
  void usesRolesOfTheUserOnly() throws SQLException {
    execute(admin, "CREATE ROLE reader");
    assertMissing("USE ROLE nobody", "Role 'NOBODY'");
    RejectedStatement.by(admin, "USE ROLE reader")
        .with(3013, "42501", "Requested role 'READER' is not assigned to the executing user.");
    execute(admin, "GRANT ROLE reader TO ROLE loader", "USE ROLE reader", "USE ROLE sysadmin");
    assertThat(rows(admin, "SELECT CURRENT_ROLE()")).containsExactly("SYSADMIN");
    execute(admin, "USE ROLE accountadmin", "REVOKE ROLE reader FROM ROLE loader");
    RejectedStatement.by(admin, "USE ROLE reader").with(3013, "42501", "Requested role 'READER'");
    for (String role : new String[] {"reader", "nobody"}) {
      assertThatThrownBy(() -> connect(role).close())
          .hasMessageContaining("specified in the connect string")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(390189));
    }
  }

  @Test
  void inheritsFromTheRolesItWasGranted() throws SQLException {
    execute(
        admin,
        "CREATE ROLE reader",
        USE_OF_DATABASE.replace("loader", "reader"),
        USE_OF_SCHEMA.replace("loader", "reader"),
        READ.replace("loader", "reader"));
    assertMissing("SELECT id FROM stores", "Database 'RETAIL_ANALYTICS'");
    execute(admin, "GRANT ROLE reader TO ROLE loader");
    assertThat(rows(loader, "SELECT id FROM stores")).containsExactly("1");
    RejectedStatement.by(admin, "GRANT ROLE loader TO ROLE reader")
        .with(99923, "42501", "Role 'LOADER' cannot be granted to role 'READER'");
    assertThat(ShowResults.column(loader, "SHOW GRANTS TO ROLE loader", "privilege"))
        .containsExactly("USAGE");
    execute(admin, "REVOKE ROLE reader FROM ROLE loader");
    assertMissing("SELECT id FROM stores", "Database 'RETAIL_ANALYTICS'");
  }

  @Test
  void grantsPrivilegesOnItsOwnObjectsOnly() throws SQLException {
    String grant = "GRANT SELECT ON ICEBERG TABLE retail_analytics.lakehouse.stores TO ROLE other";
    assertNoTable(grant);
    execute(admin, READ);
    assertInsufficient(grant, "table 'STORES'");
    assertInsufficient("GRANT EXECUTE TASK ON ACCOUNT TO ROLE loader", "account 'STANDIN'");
    assertMissing("GRANT ROLE other TO ROLE loader", "Role 'OTHER'");
    execute(admin, OWN);
    execute(loader, grant, grant);
    assertThat(ShowResults.column(loader, "SHOW GRANTS ON ICEBERG TABLE stores", "granted_by"))
        .containsOnly("LOADER");
    assertInsufficient(
        "GRANT OWNERSHIP ON TABLE stores TO ROLE other COPY CURRENT GRANTS", "table 'STORES'");
    execute(admin, "GRANT MANAGE GRANTS ON ACCOUNT TO ROLE loader");
    execute(loader, "GRANT EXECUTE MANAGED TASK, EXECUTE TASK ON ACCOUNT TO ROLE loader");
    assertThat(ShowResults.column(loader, "SHOW GRANTS ON ACCOUNT", "privilege"))
        .contains("EXECUTE TASK", "EXECUTE MANAGED TASK", "MANAGE GRANTS");
  }

  @Test
  void transfersOwnershipWithTheGrantsOrWithout() throws SQLException {
    String transfer = "GRANT OWNERSHIP ON ICEBERG TABLE stores TO ROLE loader";
    String show = "SHOW GRANTS ON TABLE stores";
    execute(admin, READ.replace("loader", "other"));
    RejectedStatement.by(admin, transfer)
        .with(
            3036,
            "23001",
            "Dependent grant of privilege 'SELECT' on securable '"
                + TABLE
                + "' to role 'OTHER' exists.");
    execute(admin, transfer + " COPY CURRENT GRANTS");
    assertThat(ShowResults.column(admin, show, "grantee_name")).containsExactly("LOADER", "OTHER");
    assertThat(ShowResults.column(admin, show, "granted_by")).containsExactly("LOADER", "LOADER");
    execute(
        admin,
        "GRANT OWNERSHIP ON ICEBERG TABLE stores TO ROLE accountadmin REVOKE CURRENT GRANTS");
    assertThat(ShowResults.column(admin, show, "grantee_name")).containsExactly("ACCOUNTADMIN");
    execute(admin, transfer);
    assertThat(ShowResults.column(admin, show, "grantee_name")).containsExactly("LOADER");
  }

  @Test
  void showsTheGrantsToARole() throws SQLException {
    execute(
        admin,
        USE_OF_DATABASE,
        USE_OF_VOLUME,
        USE_OF_INTEGRATION,
        READ,
        "GRANT USAGE ON WAREHOUSE \"w\" TO ROLE loader",
        "GRANT CREATE STAGE, CREATE STREAM, CREATE TABLE, CREATE PROCEDURE, CREATE TASK ON SCHEMA lakehouse TO ROLE loader",
        "GRANT ROLE loader TO ROLE other");
    String show = "SHOW GRANTS TO ROLE \"LOADER\"";
    assertThat(ShowResults.column(admin, show, "granted_on"))
        .startsWith("DATABASE", "VOLUME", "INTEGRATION", "TABLE", "WAREHOUSE", "SCHEMA");
    assertThat(ShowResults.column(admin, show, "name"))
        .startsWith("RETAIL_ANALYTICS", "LAKE_VOLUME", "PG_LAKE_CATALOG", TABLE, "\"w\"");
    assertThat(ShowResults.column(admin, show, "granted_to")).hasSize(10).containsOnly("ROLE");
    assertThat(ShowResults.column(admin, "SHOW GRANTS TO ROLE other", "name")).contains("LOADER");
    assertThat(ShowResults.column(loader, "SHOW ROLES LIKE 'loader'", "is_current"))
        .containsExactly("Y");
    assertThat(ShowResults.column(admin, "SHOW ROLES LIKE 'loader'", "is_current"))
        .containsExactly("N");
    execute(
        admin,
        "REVOKE CREATE STAGE, CREATE STREAM, CREATE TABLE, CREATE PROCEDURE ON SCHEMA lakehouse FROM ROLE loader",
        "REVOKE INSERT ON TABLE stores FROM loader");
    assertThat(ShowResults.column(admin, show, "privilege"))
        .containsExactly("USAGE", "USAGE", "USAGE", "SELECT", "USAGE", "CREATE TASK");
  }

  @Test
  void theRoleThatDropsARoleOwnsItsObjects() throws SQLException {
    execute(admin, OWN, "GRANT CREATE ROLE ON ACCOUNT TO ROLE loader");
    execute(loader, "CREATE ROLE reader");
    assertMissing("DROP ROLE loader", "Role 'LOADER'");
    execute(admin, "GRANT OWNERSHIP ON ROLE loader TO ROLE loader");
    RejectedStatement.by(loader, "DROP ROLE loader")
        .with(99922, "55006", "Cannot drop role LOADER as it is the current primary role.");
    RejectedStatement.by(admin, "DROP ROLE sysadmin")
        .with(3001, "42501", "operate on role 'SYSADMIN'");
    RejectedStatement.by(loader, "GRANT ROLE reader TO USER nobody")
        .with(2003, "02000", "User 'NOBODY' does not exist");
    execute(admin, "USE ROLE accountadmin", "DROP ROLE loader", "DROP ROLE IF EXISTS loader");
    assertThat(ShowResults.column(admin, "SHOW ROLES LIKE 'reader'", "owner"))
        .containsExactly("ACCOUNTADMIN");
    assertThat(ShowResults.column(admin, "SHOW ICEBERG TABLES LIKE 'stores'", "owner"))
        .containsExactly("ACCOUNTADMIN");
    assertMissing("SELECT id FROM stores", "Database 'RETAIL_ANALYTICS'");
  }

  @Test
  void systemRolesHaveTheirPrivileges() throws SQLException {
    execute(admin, "USE ROLE useradmin", "CREATE ROLE reader");
    RejectedStatement.by(admin, "CREATE DATABASE theirs").with(3001, "42501", "account 'STANDIN'");
    execute(admin, "USE ROLE sysadmin", "CREATE DATABASE theirs");
    RejectedStatement.by(admin, "CREATE ROLE x").with(3001, "42501", "account 'STANDIN'");
    execute(admin, "USE ROLE securityadmin", "GRANT USAGE ON DATABASE theirs TO ROLE reader");
    RejectedStatement.by(admin, "DROP DATABASE theirs").with(3001, "42501", "database 'THEIRS'");
    execute(admin, "USE ROLE accountadmin");
    assertThat(ShowResults.column(admin, "SHOW DATABASES LIKE 'theirs'", "owner"))
        .containsExactly("SYSADMIN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRANT USAGE ON DATABASE nowhere TO ROLE loader | Database 'NOWHERE'",
        "GRANT USAGE ON SCHEMA nowhere.s TO ROLE loader | Schema 'S'",
        "GRANT USAGE ON INTEGRATION nowhere TO ROLE loader | Storage integration 'NOWHERE'",
        "GRANT USAGE ON EXTERNAL VOLUME nowhere TO ROLE loader | External volume 'NOWHERE'",
        "GRANT USAGE ON DATABASE retail_analytics TO ROLE nobody | Role 'NOBODY'",
        "GRANT ROLE nobody TO ROLE loader | Role 'NOBODY'",
        "GRANT ROLE loader TO ROLE nobody | Role 'NOBODY'",
        "REVOKE USAGE ON DATABASE retail_analytics FROM ROLE nobody | Role 'NOBODY'",
        "GRANT OWNERSHIP ON TABLE stores TO ROLE nobody | Role 'NOBODY'",
        "SHOW GRANTS TO ROLE nobody | Role 'NOBODY'",
        "SHOW GRANTS ON DATABASE nowhere | Database 'NOWHERE'",
        "DROP ROLE nobody | Role 'NOBODY'"
      })
  void rejectsObjectsThatDoNotExist(String sql, String what) {
    RejectedStatement.by(admin, sql)
        .with(2003, "02000", what + " does not exist or not authorized.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT USAGE ON TABLE stores TO ROLE loader",
        "GRANT SELECT ON INTEGRATION pg_lake_catalog TO ROLE loader",
        "GRANT SELEKT ON TABLE stores TO ROLE loader",
        "GRANT ALL ON TABLE stores TO ROLE loader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA lakehouse TO ROLE loader",
        "GRANT SELECT ON FUTURE TABLES IN SCHEMA lakehouse TO ROLE loader",
        "GRANT SELECT ON TABLE stores TO ROLE loader WITH GRANT OPTION",
        "GRANT SELECT ON TABLE stores FROM ROLE loader",
        "GRANT ROLE loader TO other",
        "GRANT EXECUTE TASK TO ROLE loader",
        "GRANT OWNERSHIP ON ACCOUNT TO ROLE loader",
        "GRANT OWNERSHIP ON TABLE stores TO loader",
        "GRANT OWNERSHIP ON TABLE stores TO ROLE loader COPY GRANTS",
        "REVOKE OWNERSHIP ON TABLE stores FROM ROLE loader",
        "REVOKE SELECT ON TABLE stores FROM ROLE loader CASCADE",
        "SHOW GRANTS",
        "SHOW GRANTS OF SHARE loader",
        "USE SECONDARY ROLES ALL",
        "CREATE OR ALTER ROLE loader",
        "ALTER ROLE loader RENAME TO l"
      })
  void rejectsUnknownSyntax(String sql) {
    RejectedStatement.by(admin, sql).with(1003, "42000", "SQL compilation error:\n");
  }

  private void assertMissing(String sql, String what) {
    RejectedStatement.by(loader, sql).with(2003, "02000", what);
  }

  private void assertNoTable(String sql) {
    RejectedStatement.by(loader, sql)
        .with(2003, "42S02", "Table '" + TABLE + "' does not exist or not authorized.");
  }

  private void assertInsufficient(String sql, String where) {
    RejectedStatement.by(loader, sql)
        .with(
            3001,
            "42501",
            "SQL access control error:\nInsufficient privileges to operate on " + where);
  }
}
