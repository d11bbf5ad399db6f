package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.refresh;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The privileges that a role needs to build and run a pipeline that refreshes a table inside
 * Snowflake.
 */
class PipelineRolesIT {
  private static final String STAGE =
      "CREATE STAGE %s URL = 's3://lake/sg/' STORAGE_INTEGRATION = i DIRECTORY = (ENABLE = TRUE)";
  private static final String TASK =
      "CREATE TASK t WAREHOUSE = w SCHEDULE = '2 MINUTES' AS INSERT INTO log VALUES ('tick')";

  private final TestClock clock = new TestClock();

  @TempDir Path directory;
  private StandIn standIn;
  private Table stores;
  private Connection admin;
  private Connection loader;

  @BeforeEach
  void start() throws Exception {
    standIn = new StandIn(directory, builder -> builder.clock(clock).role("loader"));
    admin = standIn.connect();
    Properties properties = standIn.properties();
    properties.setProperty("role", "loader");
    loader = DriverManager.getConnection(standIn.snowflake.jdbcUrl(), properties);
    stores =
        standIn.newTable(
            "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    execute(
        admin,
        StandIn.storageIntegration("i"),
        register("stores", stores),
        STAGE.formatted("sg"),
        "CREATE STREAM st ON STAGE sg",
        "CREATE TABLE log (name VARCHAR)",
        "GRANT USAGE ON DATABASE retail_analytics TO ROLE loader",
        "GRANT USAGE ON SCHEMA lakehouse TO ROLE loader");
  }

  @AfterEach
  void stop() throws SQLException {
    loader.close();
    admin.close();
    standIn.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STAGE | CREATE STAGE x URL = 's3://lake/x/' STORAGE_INTEGRATION = i | USAGE ON INTEGRATION i | Storage integration 'I'",
        "STREAM | CREATE STREAM x ON STAGE sg | USAGE ON STAGE sg | Stage 'RETAIL_ANALYTICS.LAKEHOUSE.SG'",
        "TASK | CREATE TASK x WAREHOUSE = w SCHEDULE = '1 MINUTE' AS CALL p() | USAGE ON WAREHOUSE w | Warehouse 'W'"
      })
  void createsWithPrivilegesOnTheSchemaAndOnUsedObjects(
      String kind, String create, String privilege, String missing) throws SQLException {
    assertInsufficient(create, "schema 'LAKEHOUSE'");
    execute(admin, "GRANT CREATE " + kind + " ON SCHEMA lakehouse TO ROLE loader");
    assertMissing(create, missing);
    execute(admin, "GRANT " + privilege + " TO ROLE loader");
    execute(loader, create);
    assertThat(ShowResults.column(loader, "SHOW " + kind + "S IN SCHEMA lakehouse", "owner"))
        .contains("LOADER");
    execute(loader, "DROP " + kind + " x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TABLE x (a VARCHAR)",
        "PROCEDURE x() RETURNS VARCHAR LANGUAGE SQL AS 'BEGIN RETURN 1; END'"
      })
  void createsTablesAndProceduresWithAPrivilegeOnTheSchema(String what) throws SQLException {
    assertInsufficient("CREATE " + what, "schema 'LAKEHOUSE'");
    String kind = what.split(" ", -1)[0];
    execute(admin, "GRANT CREATE " + kind + " ON SCHEMA lakehouse TO ROLE loader");
    execute(loader, "CREATE " + what);
  }

  @Test
  void seesNeitherTheStageNorObjectsBuiltOnIt() throws SQLException {
    for (String kind : new String[] {"STAGES", "STREAMS", "TABLES", "TASKS", "PROCEDURES"}) {
      assertThat(rows(loader, "SHOW " + kind + " IN SCHEMA lakehouse")).as(kind).isEmpty();
    }
    assertMissing("DESCRIBE STAGE sg", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.SG'");
    assertMissing("ALTER STAGE sg REFRESH", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.SG'");
    assertMissing("SELECT * FROM DIRECTORY(@sg)", "Stage 'RETAIL_ANALYTICS.LAKEHOUSE.SG'");
    assertMissing("SELECT SYSTEM$STREAM_HAS_DATA('st')", "Stream 'RETAIL_ANALYTICS.LAKE");
    execute(loader, "DROP STAGE IF EXISTS sg", "ALTER STAGE IF EXISTS sg REFRESH");
    assertThat(rows(admin, "SHOW STAGES LIKE 'sg'")).hasSize(1);
    execute(admin, "GRANT USAGE ON STAGE sg TO ROLE loader");
    execute(loader, "DESCRIBE STAGE sg", "SELECT * FROM DIRECTORY(@sg)");
    assertInsufficient("ALTER STAGE sg REFRESH", "stage 'SG'");
    execute(admin, "GRANT OWNERSHIP ON STAGE sg TO ROLE loader COPY CURRENT GRANTS");
    execute(loader, "ALTER STAGE sg REFRESH");
  }

  @Test
  void consumesAStreamWithSelectAndInsert() throws SQLException {
    String consume = "INSERT INTO log SELECT relative_path FROM st";
    RejectedStatement.by(loader, consume)
        .with(2003, "42S02", "Table 'RETAIL_ANALYTICS.LAKEHOUSE.LOG'");
    execute(admin, "GRANT SELECT ON TABLE log TO ROLE loader");
    assertInsufficient(consume, "table 'LOG'");
    execute(admin, "GRANT INSERT ON TABLE log TO ROLE loader");
    assertMissing(consume, "Stream 'RETAIL_ANALYTICS.LAKEHOUSE.ST'");
    execute(admin, "GRANT SELECT ON STREAM st TO ROLE loader");
    execute(loader, consume);
  }

  @Test
  void resumesATaskWhenItsOwnerMayExecuteTasks() throws SQLException {
    execute(
        admin,
        "GRANT CREATE TASK ON SCHEMA lakehouse TO ROLE loader",
        "GRANT USAGE ON WAREHOUSE w TO ROLE loader",
        "GRANT INSERT ON TABLE log TO ROLE loader");
    execute(loader, TASK);
    RejectedStatement.by(loader, "ALTER TASK t RESUME")
        .with(91089, "23001", "EXECUTE TASK privilege must be granted to owner role");
    execute(admin, "GRANT EXECUTE TASK ON ACCOUNT TO ROLE loader");
    execute(loader, "ALTER TASK t RESUME");
    tick();
    assertThat(rows(admin, "SELECT name FROM log")).containsExactly("tick");
    RejectedStatement.by(
            admin, "GRANT OWNERSHIP ON TASK t TO ROLE accountadmin COPY CURRENT GRANTS")
        .with(99915, "22023", "cannot be granted while it is started");
    execute(admin, "REVOKE INSERT ON TABLE log FROM ROLE loader");
    tick();
    execute(admin, "REVOKE EXECUTE TASK ON ACCOUNT FROM ROLE loader");
    tick();
    assertThat(
            rows(
                admin,
                "SELECT STATE, ERROR_CODE FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE QUERY_ID IS NOT NULL ORDER BY SCHEDULED_TIME"))
        .containsExactly("SUCCEEDED|null", "FAILED|002003", "FAILED|091089");
  }

  @Test
  void createsAServerlessTaskWithExecuteManagedTask() throws SQLException {
    String task = TASK.replace("WAREHOUSE = w ", "");
    execute(
        admin,
        "GRANT CREATE TASK ON SCHEMA lakehouse TO ROLE loader",
        "GRANT EXECUTE TASK ON ACCOUNT TO ROLE loader");
    assertInsufficient(task, "account 'STANDIN'");
    execute(admin, "GRANT EXECUTE MANAGED TASK ON ACCOUNT TO ROLE loader");
    execute(loader, task, "ALTER TASK t RESUME", "ALTER TASK t SUSPEND");
    execute(admin, "REVOKE EXECUTE MANAGED TASK ON ACCOUNT FROM ROLE loader");
    RejectedStatement.by(loader, "ALTER TASK t RESUME")
        .with(91089, "23001", "EXECUTE MANAGED TASK privilege must be granted to owner role");
  }

  @Test
  void operatesTheTasksOfOthersWithOperate() throws SQLException {
    execute(admin, TASK);
    assertMissing("ALTER TASK t RESUME", "Task 'RETAIL_ANALYTICS.LAKEHOUSE.T'");
    execute(loader, "ALTER TASK IF EXISTS t RESUME");
    execute(admin, "GRANT MONITOR ON TASK t TO ROLE loader");
    assertInsufficient("EXECUTE TASK t", "task 'T'");
    execute(admin, "GRANT OPERATE ON TASK t TO ROLE loader");
    execute(loader, "EXECUTE TASK t", "ALTER TASK t RESUME");
    assertInsufficient("DROP TASK t", "task 'T'");
  }

  /** Source: docs.snowflake.com, "TASK_HISTORY" (/en/sql-reference/functions/task_history). */
  @Test
  void theHistoryNamesNoSchemaWithoutUsage() throws SQLException {
    execute(admin, TASK, "GRANT MONITOR ON TASK t TO ROLE loader", "EXECUTE TASK t");
    standIn.snowflake.runTasks();
    String history =
        "SELECT NAME, DATABASE_NAME, SCHEMA_NAME FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY())";
    assertThat(rows(loader, history)).containsExactly("T|RETAIL_ANALYTICS|LAKEHOUSE");
    execute(admin, "REVOKE USAGE ON SCHEMA lakehouse FROM ROLE loader");
    assertThat(rows(loader, history)).containsExactly("T|null|null");
  }

  @Test
  void aProcedureRunsWithTheRightsOfItsOwner() throws SQLException {
    execute(
        admin,
        """
        CREATE PROCEDURE p() RETURNS VARCHAR LANGUAGE SQL EXECUTE AS OWNER AS
        $$
        BEGIN
          EXECUTE IMMEDIATE '%s';
          RETURN 'done';
        END;
        $$
        """
            .formatted(refresh("stores", stores).replace("'", "''")));
    assertMissing("CALL p()", "Procedure 'RETAIL_ANALYTICS.LAKEHOUSE.P'");
    execute(admin, "GRANT USAGE ON PROCEDURE p() TO ROLE loader");
    assertThat(rows(loader, "CALL p()")).containsExactly("done");
    assertThat(ShowResults.column(admin, "SHOW GRANTS TO ROLE loader", "name"))
        .as("with signature and type, as the Terraform provider's identifier_parsers.go parses it")
        .contains("RETAIL_ANALYTICS.LAKEHOUSE.\"P():VARCHAR\"");
    assertThat(rows(loader, "SELECT CURRENT_ROLE()")).containsExactly("LOADER");
    execute(admin, "GRANT OWNERSHIP ON PROCEDURE p() TO ROLE loader COPY CURRENT GRANTS");
    RejectedStatement.by(admin, "CALL p()")
        .with(2003, "42S02", "Table 'RETAIL_ANALYTICS.LAKEHOUSE.STORES'");
  }

  private void tick() {
    clock.advance(Duration.ofMinutes(2));
    standIn.snowflake.runTasks();
  }

  private void assertMissing(String sql, String what) {
    RejectedStatement.by(loader, sql).with(2003, "02000", what);
  }

  private void assertInsufficient(String sql, String where) {
    RejectedStatement.by(loader, sql)
        .with(3001, "42501", "Insufficient privileges to operate on " + where);
  }
}
