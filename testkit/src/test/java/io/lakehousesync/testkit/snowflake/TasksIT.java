package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksIT {
  private static final String ROOT =
      "CREATE OR REPLACE TASK root WAREHOUSE = \"W\" SCHEDULE = '2 MINUTES' AS ";
  private static final String CHILD =
      "CREATE TASK child WAREHOUSE = w AFTER \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"ROOT\" ";

  private final TestClock clock = new TestClock();

  @TempDir Path directory;
  private StandIn standIn;
  private Connection connection;

  @BeforeEach
  void start() throws Exception {
    standIn = new StandIn(directory, builder -> builder.clock(clock));
    connection = standIn.connect();
    execute(
        connection,
        StandIn.storageIntegration("i"),
        "CREATE TABLE log (name VARCHAR)",
        "CREATE STAGE sg URL = 's3://lake/sg/' STORAGE_INTEGRATION = i DIRECTORY = (ENABLE = TRUE)",
        "CREATE STREAM st ON STAGE sg");
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @Test
  void runsOnItsScheduleAfterItIsResumed() throws Exception {
    execute(connection, ROOT + insert("tick"));
    after(Duration.ofMinutes(10));
    assertThat(logged()).as("created suspended").isEmpty();
    execute(connection, "ALTER TASK root RESUME");
    after(Duration.ofSeconds(119));
    assertThat(logged()).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(logged()).containsExactly("tick");
    after(Duration.ofMinutes(4));
    assertThat(logged()).as("each tick that was missed").hasSize(3);
    execute(connection, "ALTER TASK IF EXISTS root SUSPEND");
    after(Duration.ofMinutes(4));
    assertThat(logged()).hasSize(3);
    assertThat(shown("root", "last_suspended_reason")).isEqualTo("USER_SUSPENDED");
    assertThat(shown("root", "state")).isEqualTo("suspended");
  }

  @Test
  void aGraphRunsInOrderAndSkipsTasksWithoutData() throws Exception {
    execute(
        connection,
        ROOT + "ALTER STAGE sg REFRESH",
        CHILD
            + "WHEN SYSTEM$STREAM_HAS_DATA('\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"ST\"')"
            + " AS INSERT INTO log SELECT relative_path FROM st",
        "CREATE TASK grandchild AFTER child AS " + insert("grandchild"),
        "ALTER TASK grandchild RESUME",
        "ALTER TASK child RESUME",
        "ALTER TASK root RESUME");
    after(Duration.ofMinutes(2));
    assertThat(history("child"))
        .containsExactly("SKIPPED|Conditional expression for task evaluated to false.|0040003");
    assertThat(history("grandchild")).isEmpty();
    standIn.put("s3://lake/sg/a", "a");
    after(Duration.ofMinutes(2));
    assertThat(logged()).containsExactly("a", "grandchild");
    after(Duration.ofMinutes(2));
    assertThat(states("child")).containsExactly("SKIPPED", "SUCCEEDED", "SKIPPED");
    assertThat(states("root")).containsExactly("SUCCEEDED", "SUCCEEDED", "SUCCEEDED", "SCHEDULED");
  }

  @Test
  void aMemberCannotBeChangedWhileItsRootRuns() throws Exception {
    execute(
        connection,
        ROOT + insert("root"),
        CHILD + "AS " + insert("child"),
        "ALTER TASK root RESUME");
    String message =
        "Unable to update graph with root task RETAIL_ANALYTICS.LAKEHOUSE.ROOT since that root task"
            + " is not suspended.";
    for (String sql :
        new String[] {
          "ALTER TASK child RESUME",
          "ALTER TASK child SUSPEND",
          "DROP TASK child",
          "CREATE OR REPLACE TASK child AFTER root AS " + insert("x"),
          "CREATE TASK other AFTER child AS " + insert("x")
        }) {
      RejectedStatement.by(connection, sql).with(91421, "22000", message);
    }
    after(Duration.ofMinutes(2));
    assertThat(logged()).as("the child was not resumed").containsExactly("root");
    execute(connection, "ALTER TASK root SUSPEND", "ALTER TASK child RESUME");
    execute(connection, ROOT + insert("new"), "ALTER TASK root RESUME");
    assertThat(shown("child", "predecessors")).as("replacing the root cuts it off").isEqualTo("[]");
  }

  /** Source: "Create a sequence of tasks with a task graph" (/en/user-guide/tasks-graphs). */
  @Test
  void movingOneTaskOfAGraphToAnotherRoleSeversIt() throws Exception {
    execute(
        connection,
        "CREATE ROLE owner_of_tasks",
        "GRANT EXECUTE TASK ON ACCOUNT TO ROLE owner_of_tasks",
        "GRANT USAGE ON WAREHOUSE w TO ROLE owner_of_tasks",
        ROOT + "ALTER STAGE sg REFRESH",
        CHILD + "WHEN SYSTEM$STREAM_HAS_DATA('st') AS " + insert("child"),
        "CREATE TASK grandchild WAREHOUSE = w AFTER child AS " + insert("grandchild"),
        "GRANT OWNERSHIP ON TASK child TO ROLE owner_of_tasks COPY CURRENT GRANTS");
    assertThat(shown("child", "predecessors")).isEqualTo("[]");
    assertThat(shown("grandchild", "predecessors")).isEqualTo("[]");
    execute(
        connection,
        "GRANT OWNERSHIP ON TASK root TO ROLE owner_of_tasks COPY CURRENT GRANTS",
        "GRANT OWNERSHIP ON TASK grandchild TO ROLE owner_of_tasks COPY CURRENT GRANTS");
    assertThat(shown("child", "predecessors")).as("one owner again").isEqualTo("[]");
    RejectedStatement.by(connection, "ALTER TASK child RESUME")
        .with(99915, "22023", "a root task without a schedule");
  }

  /** Source: as {@link #movingOneTaskOfAGraphToAnotherRoleSeversIt}. */
  @Test
  void movingAllTasksOfASchemaKeepsTheirGraph() throws Exception {
    execute(
        connection,
        "CREATE ROLE owner_of_tasks",
        ROOT + insert("root"),
        CHILD + "AS " + insert("child"),
        "GRANT OWNERSHIP ON ALL TASKS IN SCHEMA retail_analytics.lakehouse"
            + " TO ROLE owner_of_tasks COPY CURRENT GRANTS");
    assertThat(shown("child", "predecessors")).isEqualTo("[\"RETAIL_ANALYTICS.LAKEHOUSE.ROOT\"]");
    assertThat(shown("root", "owner")).isEqualTo("OWNER_OF_TASKS");
    assertThat(shown("child", "owner")).isEqualTo("OWNER_OF_TASKS");
  }

  /** Source: "TASK_HISTORY" (/en/sql-reference/functions/task_history). */
  @Test
  void theHistoryOfATaskIsFoundByDatabaseSchemaAndName() throws Exception {
    execute(
        connection,
        "CREATE SCHEMA other",
        "USE SCHEMA lakehouse",
        ROOT + insert("here"),
        "CREATE TASK other.root WAREHOUSE = w SCHEDULE = '2 MINUTES' AS " + insert("there"));
    for (int i = 0; i < 3; i++) {
      execute(connection, "EXECUTE TASK root");
      standIn.snowflake.runTasks();
      clock.advance(Duration.ofSeconds(1));
    }
    for (int i = 0; i < 3; i++) {
      execute(connection, "EXECUTE TASK other.root");
      standIn.snowflake.runTasks();
      clock.advance(Duration.ofSeconds(1));
    }
    String select = "SELECT SCHEMA_NAME FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(%s))";
    assertThat(rows(connection, select.formatted("TASK_NAME => 'ROOT'")))
        .as("in the whole account")
        .hasSize(6);
    assertThat(rows(connection, select.formatted("TASK_NAME => 'ROOT', RESULT_LIMIT => 3")))
        .as("the limit comes before a WHERE could choose a schema")
        .containsOnly("OTHER");
    assertThat(
            rows(
                connection,
                select.formatted(
                    "TASK_NAME => 'ROOT', DATABASE_NAME => 'RETAIL_ANALYTICS',"
                        + " SCHEMA_NAME => 'LAKEHOUSE', RESULT_LIMIT => 3")))
        .as("the arguments come before the limit")
        .containsExactly("LAKEHOUSE", "LAKEHOUSE", "LAKEHOUSE");
    assertThat(rows(connection, select.formatted("TASK_NAME => 'ROOT', DATABASE_NAME => 'X'")))
        .isEmpty();
  }

  @Test
  void executeTaskRunsAGraphThatIsSuspended() throws Exception {
    execute(
        connection,
        ROOT + insert("root"),
        CHILD + "AS " + insert("child"),
        "ALTER TASK child RESUME",
        "EXECUTE TASK root");
    assertThat(logged()).as("it does not wait").isEmpty();
    standIn.snowflake.runTasks();
    standIn.snowflake.runTasks();
    assertThat(logged()).containsExactly("child", "root");
    RejectedStatement.by(connection, "EXECUTE TASK child")
        .with(99915, "22023", "needs a root task");
  }

  @Test
  void isSuspendedAfterFailuresInARow() throws Exception {
    execute(
        connection,
        "CREATE TASK root WAREHOUSE = w SCHEDULE = '1 MINUTE'"
            + " SUSPEND_TASK_AFTER_NUM_FAILURES = 3 AS "
            + insert("root"),
        CHILD + "AS INSERT INTO log SELECT name FROM gone",
        "ALTER TASK child RESUME",
        "ALTER TASK root RESUME");
    after(Duration.ofMinutes(2));
    execute(connection, "CREATE TABLE gone (name VARCHAR)");
    after(Duration.ofMinutes(1));
    execute(connection, "DROP TABLE gone");
    after(Duration.ofMinutes(2));
    assertThat(shown("root", "state")).isEqualTo("started");
    after(Duration.ofMinutes(5));
    assertThat(shown("root", "state")).isEqualTo("suspended");
    assertThat(shown("root", "last_suspended_reason")).isEqualTo("SUSPENDED_DUE_TO_ERRORS");
    assertThat(states("child"))
        .containsExactly("FAILED", "FAILED", "SUCCEEDED", "FAILED", "FAILED", "FAILED");
    assertThat(history("child"))
        .last()
        .asString()
        .startsWith("FAILED|SQL compilation error:\nTable")
        .endsWith("|002003");
  }

  @Test
  void tenFailuresAreTheDefault() throws Exception {
    execute(connection, ROOT + insert("root"), "ALTER TASK root RESUME");
    standIn
        .snowflake
        .faults()
        .onEvery(
            sql -> sql.startsWith("INSERT"), Fault.sqlError("003001", "42501", "no privileges"));
    after(Duration.ofMinutes(60));
    assertThat(states("root")).hasSize(10).containsOnly("FAILED");
  }

  @Test
  void aTriggeredTaskRunsWhenItsStreamHasData() throws Exception {
    execute(
        connection,
        triggered("INSERT INTO log SELECT relative_path FROM st"),
        "ALTER TASK triggered RESUME");
    after(Duration.ofHours(1));
    assertThat(history("triggered")).as("no run, not even a skipped one").isEmpty();
    standIn.put("s3://lake/sg/a", "a");
    execute(connection, "ALTER STAGE sg REFRESH");
    standIn.snowflake.runTasks();
    standIn.snowflake.runTasks();
    assertThat(logged()).containsExactly("a");
    standIn.put("s3://lake/sg/b", "b");
    execute(connection, "ALTER STAGE sg REFRESH");
    after(Duration.ofSeconds(9));
    assertThat(logged()).as("the least interval has not passed").containsExactly("a");
    after(Duration.ofSeconds(1));
    assertThat(logged()).containsExactly("a", "b");
  }

  /**
   * Sources: "SYSTEM$STREAM_HAS_DATA" (/en/sql-reference/functions/system_stream_has_data),
   * "Triggered tasks" (/en/user-guide/tasks-triggered). Snowflake charges each of these runs.
   */
  @Test
  void aTriggeredTaskThatDoesNotConsumeItsStreamRunsAgainAndAgain() throws Exception {
    execute(connection, triggered(insert("again")), "ALTER TASK triggered RESUME");
    standIn.put("s3://lake/sg/a", "a");
    execute(connection, "ALTER STAGE sg REFRESH");
    standIn.snowflake.runTasks();
    after(Duration.ofSeconds(30));
    assertThat(logged()).hasSize(4);
  }

  @Test
  void showsTheReturnValueThatWasSetAndNoOther() throws Exception {
    execute(
        connection,
        "CREATE PROCEDURE quiet() RETURNS VARCHAR LANGUAGE SQL AS 'BEGIN RETURN 1; END'",
        "CREATE PROCEDURE loud() RETURNS VARCHAR LANGUAGE SQL AS"
            + " 'BEGIN LET v := 7; CALL SYSTEM$SET_RETURN_VALUE(:v || ''!''); RETURN 1; END'",
        ROOT + "CALL quiet()",
        CHILD + "AS CALL loud()",
        "ALTER TASK child RESUME",
        "EXECUTE TASK root");
    standIn.snowflake.runTasks();
    String value =
        "SELECT RETURN_VALUE FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => '%s'))";
    assertThat(rows(connection, value.formatted("root"))).containsExactly("null");
    assertThat(rows(connection, value.formatted("child"))).containsExactly("7!");
    RejectedStatement.by(connection, "CALL SYSTEM$SET_RETURN_VALUE('x')")
        .with(99915, "22023", "outside of a task");
  }

  @Test
  void theHistoryNamesTheQuery() throws Exception {
    execute(connection, ROOT + insert("root") + ";", "EXECUTE TASK root");
    standIn.snowflake.runTasks();
    String sql =
        "SELECT NAME, STATE, QUERY_ID, ERROR_CODE, ERROR_MESSAGE, RETURN_VALUE, SCHEDULED_TIME,"
            + " COMPLETED_TIME FROM TABLE(\"RETAIL_ANALYTICS\".INFORMATION_SCHEMA.TASK_HISTORY("
            + "TASK_NAME => 'ROOT', RESULT_LIMIT => 10)) ORDER BY SCHEDULED_TIME DESC";
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("STATE")).isEqualTo("SUCCEEDED");
      assertThat(rows.getTimestamp("SCHEDULED_TIME").toInstant()).isEqualTo(clock.instant());
      String queryId = rows.getString("QUERY_ID");
      assertThat(standIn.snowflake.statements())
          .filteredOn(each -> each.queryId().equals(queryId))
          .extracting(ExecutedStatement::sql)
          .containsExactly(insert("root"));
      assertThat(rows.next()).isFalse();
    }
    assertThat(history("RETAIL_ANALYTICS.LAKEHOUSE.ROOT")).as("a qualified name").isEmpty();
  }

  @Test
  void showsAndDrops() throws Exception {
    execute(
        connection,
        ROOT + insert("x"),
        CHILD + "WHEN SYSTEM$STREAM_HAS_DATA('st') AS CALL p()",
        triggered(insert("y")));
    assertThat(shown("root", "schedule")).isEqualTo("2 MINUTES");
    assertThat(shown("root", "warehouse")).isEqualTo("W");
    assertThat(shown("root", "definition")).isEqualTo(insert("x"));
    assertThat(shown("root", "last_suspended_reason")).isEqualTo("null");
    assertThat(shown("child", "predecessors")).isEqualTo("[\"RETAIL_ANALYTICS.LAKEHOUSE.ROOT\"]");
    assertThat(shown("child", "condition")).isEqualTo("SYSTEM$STREAM_HAS_DATA('st')");
    assertThat(shown("triggered", "target_completion_interval")).isEqualTo("1 MINUTE");
    execute(connection, "DROP TASK root", "DROP TASK IF EXISTS root");
    assertThat(shown("child", "predecessors")).isEqualTo("[]");
  }

  @Test
  void rejectsStatementsThatSnowflakeRejects() throws Exception {
    execute(connection, "CREATE TASK manual WAREHOUSE = w AS " + insert("x"));
    RejectedStatement.by(connection, "ALTER TASK manual RESUME")
        .with(99915, "22023", "a root task without a schedule");
    RejectedStatement.by(connection, "CREATE TASK t AFTER none AS " + insert("x"))
        .with(2003, "02000", "Task 'RETAIL_ANALYTICS.LAKEHOUSE.NONE' does not exist");
    RejectedStatement.by(
            connection, "CREATE TASK t SCHEDULE = '1 MINUTE' AFTER manual AS " + insert("x"))
        .with(99915, "22023", "cannot be used with AFTER");
    RejectedStatement.by(connection, "CREATE TASK t SCHEDULE = '5 SECONDS' AS " + insert("x"))
        .with(99915, "22023", "not within 10 seconds to 8 days");
    RejectedStatement.by(
            connection, "CREATE TASK t WHEN SYSTEM$STREAM_HAS_DATA('st') AS " + insert("x"))
        .with(99915, "22023", "needs TARGET_COMPLETION_INTERVAL");
    RejectedStatement.by(
            connection,
            "CREATE TASK t WAREHOUSE = w TARGET_COMPLETION_INTERVAL = '1 MINUTE' AS " + insert("x"))
        .with(99915, "22023", "TARGET_COMPLETION_INTERVAL cannot be used with WAREHOUSE");
    RejectedStatement.by(
            connection,
            "CREATE TASK t WAREHOUSE = w SCHEDULE = '1 MINUTE'"
                + " SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'XSMALL' AS "
                + insert("x"))
        .with(99915, "22023", "SERVERLESS_TASK_MAX_STATEMENT_SIZE cannot be used with WAREHOUSE");
    RejectedStatement.by(
            connection,
            "CREATE TASK t SCHEDULE = '1 MINUTE' SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'TINY' AS "
                + insert("x"))
        .with(99915, "22023", "SERVERLESS_TASK_MAX_STATEMENT_SIZE is not a size: TINY");
    RejectedStatement.by(
            connection,
            "CREATE TASK t WAREHOUSE = w USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 5"
                + " WHEN SYSTEM$STREAM_HAS_DATA('st') AS "
                + insert("x"))
        .with(99915, "22023", "not within 10 to 604800");
    RejectedStatement.by(connection, "CREATE TASK t WAREHOUSE = w WHEN 1 = 1 AS " + insert("x"))
        .with(1003, "42000", "unexpected '1'");
    RejectedStatement.by(connection, "CREATE TASK t WAREHOUSE = w AS DELETE FROM log")
        .with(1003, "42000", "unexpected 'DELETE'");
    RejectedStatement.by(connection, "CREATE TASK manual AS " + insert("x"))
        .with(2002, "42710", "already exists");
  }

  private static String insert(String name) {
    return "INSERT INTO log VALUES ('" + name + "')";
  }

  private static String triggered(String sql) {
    return "CREATE TASK triggered TARGET_COMPLETION_INTERVAL = '1 MINUTE'"
        + " USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 10"
        + " WHEN SYSTEM$STREAM_HAS_DATA('st') AS "
        + sql;
  }

  private void after(Duration time) {
    clock.advance(time);
    standIn.snowflake.runTasks();
  }

  private List<String> logged() throws SQLException {
    return rows(connection, "SELECT name FROM log ORDER BY name");
  }

  private List<String> states(String task) throws SQLException {
    return history(task).stream().map(row -> row.replaceFirst("(?s)\\|.*", "")).toList();
  }

  private List<String> history(String task) throws SQLException {
    return rows(
        connection,
        "SELECT STATE || COALESCE('|' || ERROR_MESSAGE, '|null') || COALESCE('|' || ERROR_CODE, '')"
            + " FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => '"
            + task
            + "')) ORDER BY SCHEDULED_TIME");
  }

  private String shown(String task, String column) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SHOW TASKS LIKE '" + task + "' IN SCHEMA lakehouse")) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(column));
    }
  }
}
