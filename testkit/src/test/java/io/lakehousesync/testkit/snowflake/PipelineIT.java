package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two pipelines that refresh a table inside Snowflake: the one of the article that this project
 * follows, with its mistakes, and one like those that this library creates.
 */
class PipelineIT {
  private static final String MATCHES =
      """
      FROM DIRECTORY(@"RETAIL_ANALYTICS"."LAKEHOUSE"."STG_META_T")
          WHERE REGEXP_LIKE(RELATIVE_PATH, '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json')
      """;
  private static final String NEWEST =
      """
      SELECT COUNT(*), MAX(RELATIVE_PATH) INTO :files, :%1$s
          %2$s AND TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)) =
              (SELECT MAX(TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)))
               %2$s)""";

  private final TestClock clock = new TestClock();

  @TempDir Path directory;
  private StandIn standIn;
  private Connection connection;
  private Table table;

  @BeforeEach
  void start() throws Exception {
    standIn = new StandIn(directory, builder -> builder.clock(clock));
    connection = standIn.connect();
    table =
        standIn.newTable(
            "iceberg_transactions",
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    execute(
        connection,
        register("iceberg_transactions", table),
        StandIn.storageIntegration("i"),
        StandIn.storageIntegration("iceberg_stage_s3_integration"));
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @Test
  void theArticlesPipelineRefreshesButNeverConsumesItsStream() throws Exception {
    createTheArticles();
    standIn.io.deleteFile(
        "s3://lake/" + TableOnS3.path(table)); // both files may be from the same second
    append();
    tick();
    assertThat(served()).isEqualTo(TableOnS3.path(table));
    tick();
    tick();
    assertThat(states("task_refresh_iceberg_transactions"))
        .as("there was nothing new in the last two")
        .containsExactly("SUCCEEDED", "SUCCEEDED", "SUCCEEDED");
  }

  @Test
  void theArticlesPipelinePicksTheWrongOneOfTwoFilesFromTheSameSecond() throws Exception {
    createTheArticles();
    do {
      append();
      append();
      execute(connection, "ALTER STAGE stg_meta_transactions REFRESH");
    } while (newestSeconds().stream().distinct().count() > 1);
    execute(connection, "CALL sp_refresh_iceberg_transactions();");
    assertThat(served()).isNotEqualTo(TableOnS3.path(table));
    assertThat(rows(connection, "SELECT COUNT(*) FROM iceberg_transactions"))
        .isNotEqualTo(List.of(Long.toString(count())));
  }

  @Test
  void theLibrarysPipelineRefreshesOnceAndConsumesItsStream() throws Exception {
    createTheLibrarys(
        """
        CREATE TASK "RETAIL_ANALYTICS"."LAKEHOUSE"."TASK_REFRESH_T" WAREHOUSE = "W"
          USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 120
          WHEN SYSTEM$STREAM_HAS_DATA('"RETAIL_ANALYTICS"."LAKEHOUSE"."STREAM_META_T"')
          AS CALL "RETAIL_ANALYTICS"."LAKEHOUSE"."SP_REFRESH_T"()
        """);
    append();
    append();
    tick();
    assertThat(served()).isEqualTo(TableOnS3.path(table));
    tick();
    append();
    tick();
    assertThat(served()).isEqualTo(TableOnS3.path(table));
    assertThat(states("TASK_REFRESH_T")).containsExactly("SUCCEEDED", "SUCCEEDED");
    assertThat(rows(connection, "SELECT COUNT(*) FROM lakehouse_sync_log WHERE TABLE_NAME = 'T'"))
        .isNotEqualTo(List.of("0"));
  }

  @Test
  void theLibrarysTriggeredPipelineNeedsNoSchedule() throws Exception {
    createTheLibrarys(
        """
        CREATE TASK "RETAIL_ANALYTICS"."LAKEHOUSE"."TASK_REFRESH_T"
          TARGET_COMPLETION_INTERVAL = '1 MINUTE'
          USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 10
          WHEN SYSTEM$STREAM_HAS_DATA('"RETAIL_ANALYTICS"."LAKEHOUSE"."STREAM_META_T"')
          AS CALL "RETAIL_ANALYTICS"."LAKEHOUSE"."SP_REFRESH_T"()
        """);
    append();
    tick();
    assertThat(served()).isEqualTo(TableOnS3.path(table));
    assertThat(states("TASK_REFRESH_T")).containsExactly("SUCCEEDED");
  }

  @Test
  void aRefreshThatFailsKeepsTheStreamForTheNextRun() throws Exception {
    createTheLibrarys(
        """
        CREATE TASK TASK_REFRESH_T WAREHOUSE = W
          USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 120
          WHEN SYSTEM$STREAM_HAS_DATA('STREAM_META_T') AS CALL SP_REFRESH_T()
        """);
    append();
    standIn
        .snowflake
        .faults()
        .onNext(sql -> sql.contains(" REFRESH '"), Fault.sqlError("000604", "57014", "cancelled"));
    tick();
    assertThat(served()).isNotEqualTo(TableOnS3.path(table));
    tick();
    assertThat(served()).isEqualTo(TableOnS3.path(table));
    assertThat(states("TASK_REFRESH_T")).containsExactly("FAILED", "SUCCEEDED");
  }

  private void createTheArticles() throws SQLException {
    execute(
        connection,
        """
        CREATE OR REPLACE STAGE stg_meta_transactions
          URL = 's3://lake/frompg/tables/iceberg_transactions/metadata/'
          STORAGE_INTEGRATION = iceberg_stage_s3_integration
          DIRECTORY = (ENABLE = TRUE);
        """,
        "CREATE OR REPLACE STREAM stream_meta_transactions ON STAGE stg_meta_transactions;",
        """
        CREATE OR REPLACE PROCEDURE sp_refresh_iceberg_transactions()
        RETURNS VARCHAR
        LANGUAGE SQL
        AS
        $$
        DECLARE
          latest_path VARCHAR;
        BEGIN
          SELECT RELATIVE_PATH INTO :latest_path
          FROM DIRECTORY(@stg_meta_transactions)
          WHERE RELATIVE_PATH LIKE '%.metadata.json'
          ORDER BY LAST_MODIFIED DESC
          LIMIT 1;

          EXECUTE IMMEDIATE
            'ALTER ICEBERG TABLE iceberg_transactions REFRESH '''
            || 'frompg/tables/iceberg_transactions/metadata/' || latest_path || '''';
          RETURN latest_path;
        END;
        $$;
        """,
        """
        CREATE OR REPLACE TASK task_refresh_stage_transactions
          WAREHOUSE = COMPUTE_WH
          SCHEDULE  = '2 MINUTES'
        AS
          ALTER STAGE stg_meta_transactions REFRESH;
        """,
        """
        CREATE OR REPLACE TASK task_refresh_iceberg_transactions
          WAREHOUSE = COMPUTE_WH
          AFTER task_refresh_stage_transactions
          WHEN SYSTEM$STREAM_HAS_DATA('stream_meta_transactions')
        AS
          CALL sp_refresh_iceberg_transactions();
        """,
        "ALTER TASK task_refresh_iceberg_transactions RESUME;",
        "ALTER TASK task_refresh_stage_transactions RESUME;");
  }

  private void createTheLibrarys(String task) throws SQLException {
    execute(
        connection,
        """
        CREATE STAGE "RETAIL_ANALYTICS"."LAKEHOUSE"."STG_META_T"
          URL = 's3://lake/frompg/tables/iceberg_transactions/metadata/'
          STORAGE_INTEGRATION = "I" DIRECTORY = (ENABLE = TRUE)
        """,
        """
        CREATE TABLE IF NOT EXISTS "RETAIL_ANALYTICS"."LAKEHOUSE"."LAKEHOUSE_SYNC_LOG"
          (TABLE_NAME VARCHAR, RELATIVE_PATH VARCHAR, LAST_MODIFIED TIMESTAMP_LTZ,
           SEEN_AT TIMESTAMP_LTZ)
        """,
        """
        CREATE STREAM "RETAIL_ANALYTICS"."LAKEHOUSE"."STREAM_META_T"
          ON STAGE "RETAIL_ANALYTICS"."LAKEHOUSE"."STG_META_T"
        """,
        procedure(),
        """
        CREATE TASK "RETAIL_ANALYTICS"."LAKEHOUSE"."TASK_REFRESH_STAGE_T" WAREHOUSE = "W"
          SCHEDULE = '2 MINUTES' SUSPEND_TASK_AFTER_NUM_FAILURES = 10
          AS ALTER STAGE "RETAIL_ANALYTICS"."LAKEHOUSE"."STG_META_T" REFRESH
        """,
        task,
        "ALTER TASK \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"TASK_REFRESH_T\" RESUME",
        "ALTER TASK \"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"TASK_REFRESH_STAGE_T\" RESUME");
  }

  private static String procedure() {
    return """
        CREATE PROCEDURE "RETAIL_ANALYTICS"."LAKEHOUSE"."SP_REFRESH_T"()
        RETURNS VARCHAR
        LANGUAGE SQL
        EXECUTE AS OWNER
        AS
        $$
        DECLARE
          files INTEGER;
          newest VARCHAR;
          latest VARCHAR;
          served VARCHAR;
        BEGIN
          %1$s;
          IF (files = 0) THEN
            RETURN 'nothing';
          END IF;
          IF (files > 1) THEN
            RETURN 'fork: ' || newest;
          END IF;
          SELECT PARSE_JSON(SYSTEM$GET_ICEBERG_TABLE_INFORMATION(
              '"RETAIL_ANALYTICS"."LAKEHOUSE"."ICEBERG_TRANSACTIONS"')):metadataLocation::VARCHAR
            INTO :served;
          IF (TO_NUMBER(SPLIT_PART(SPLIT_PART(served, '/', -1), '-', 1))
              > TO_NUMBER(SPLIT_PART(newest, '-', 1))) THEN
            RETURN 'behind: ' || newest;
          ELSEIF (served <> 's3://lake/frompg/tables/iceberg_transactions/metadata/' || newest) THEN
            EXECUTE IMMEDIATE 'ALTER ICEBERG TABLE "RETAIL_ANALYTICS"."LAKEHOUSE"."ICEBERG_TRANSACTIONS" REFRESH ''frompg/tables/iceberg_transactions/metadata/' || newest || '''';
          END IF;
          BEGIN TRANSACTION;
          INSERT INTO "RETAIL_ANALYTICS"."LAKEHOUSE"."LAKEHOUSE_SYNC_LOG" (TABLE_NAME, RELATIVE_PATH, LAST_MODIFIED, SEEN_AT)
            SELECT 'T', RELATIVE_PATH, LAST_MODIFIED, CURRENT_TIMESTAMP()
            FROM "RETAIL_ANALYTICS"."LAKEHOUSE"."STREAM_META_T" WHERE METADATA$ACTION = 'INSERT';
          %2$s;
          IF (latest = newest) THEN
            COMMIT;
          ELSE
            ROLLBACK;
          END IF;
          RETURN newest;
        END;
        $$
        """
        .formatted(NEWEST.formatted("newest", MATCHES), NEWEST.formatted("latest", MATCHES));
  }

  private void append() throws Exception {
    new TableWriter(table).append(new Object[] {count()});
  }

  private long count() {
    return table.currentSnapshot() == null
        ? 0
        : Long.parseLong(table.currentSnapshot().summary().get("total-records"));
  }

  private void tick() {
    clock.advance(Duration.ofMinutes(2));
    standIn.snowflake.runTasks();
  }

  private String served() throws SQLException {
    String json =
        rows(connection, "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('iceberg_transactions')")
            .get(0);
    return Json.read(json).path("metadataLocation").asText().substring("s3://lake/".length());
  }

  private List<String> newestSeconds() throws SQLException {
    return rows(
        connection,
        "SELECT LAST_MODIFIED FROM DIRECTORY(@stg_meta_transactions)"
            + " WHERE RELATIVE_PATH LIKE '%.metadata.json' ORDER BY RELATIVE_PATH DESC LIMIT 2");
  }

  private List<String> states(String task) throws SQLException {
    return rows(
        connection,
        "SELECT STATE FROM TABLE(\"RETAIL_ANALYTICS\".INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME =>"
            + " '"
            + task
            + "')) WHERE STATE <> 'SCHEDULED' ORDER BY SCHEDULED_TIME");
  }
}
