package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Task pipelines, which refresh without the faults of the procedure in the article. */
@Execution(ExecutionMode.CONCURRENT)
class TaskPipelineIT {
  private static final String SCHEMA = "RETAIL.LAKE";
  private static final Duration TICK = Duration.ofMinutes(2);

  private final SnowflakeAccount account = new SnowflakeAccount();
  private TaskPipeline pipeline;

  @BeforeEach
  void setUp() throws SQLException {
    account.createIcebergTable();
    pipeline = TaskPipeline.of(account.dataSource(), SCHEMA, account.table());
    setUp(PipelineSchedule.onWarehouse("COMPUTE_WH", TICK));
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void servesWhatWasCommittedAfterATick() throws SQLException {
    MetadataLocation location = account.commit();
    assertThat(rows()).isEqualTo("0");

    account.pass(TICK);

    assertThat(rows()).isEqualTo("1");
    assertThat(served()).isEqualTo(location);
    assertThat(pipeline.status().lastRun())
        .hasValueSatisfying(run -> assertThat(run.state()).isEqualTo("SUCCEEDED"));
  }

  @Test
  void anIdlePipelineDoesNotRun() throws SQLException {
    account.commit();
    account.pass(TICK);
    PipelineStatus before = pipeline.status();
    int statements = account.snowflake().statements().size();

    account.pass(TICK);
    account.pass(TICK);

    assertThat(account.changesSince(statements))
        .filteredOn(sql -> !sql.contains("REFRESH") || !sql.startsWith("ALTER STAGE"))
        .isEmpty();
    assertThat(pipeline.status().newFiles()).isFalse();
    assertThat(pipeline.status().lastRun()).isPresent().isEqualTo(before.lastRun());
    assertThat(pipeline.status().lastStageRefresh()).isNotEqualTo(before.lastStageRefresh());
  }

  @Test
  void retriesAFailedRefreshAtTheNextTick() throws SQLException {
    MetadataLocation location = account.commit();
    account
        .snowflake()
        .faults()
        .onNext(
            sql -> sql.startsWith("ALTER ICEBERG TABLE"), Fault.sqlError("000603", "XX000", "x"));

    account.pass(TICK);
    assertThat(rows()).isEqualTo("0");
    assertThat(pipeline.status().lastFailure()).isPresent();
    assertThat(pipeline.status().newFiles()).isTrue();
    account.pass(TICK);

    assertThat(served()).isEqualTo(location);
    assertThat(pipeline.status().newFiles()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER STAGE",
        "CALL",
        "SELECT COUNT",
        "SELECT PARSE_JSON",
        "ALTER ICEBERG TABLE",
        "BEGIN",
        "INSERT",
        "COMMIT"
      })
  void repairsEachFailureAtTheNextTick(String beginning) throws SQLException {
    MetadataLocation location = account.commit();
    account
        .snowflake()
        .faults()
        .onNext(sql -> sql.startsWith(beginning), Fault.sqlError("000603", "XX000", "x"));

    account.pass(TICK);
    account.pass(TICK);

    assertThat(served()).isEqualTo(location);
    assertThat(pipeline.status().newFiles()).isFalse();
    assertThat(account.snowflake().statements())
        .anySatisfy(statement -> assertThat(statement.errorCode()).contains("000603"));
  }

  @Test
  void theStatusSaysWhySnowflakeSuspendedIt() throws SQLException {
    account
        .snowflake()
        .faults()
        .onEvery(sql -> sql.startsWith("ALTER STAGE"), Fault.sqlError("000603", "XX000", "x"));
    for (int i = 0; i < 12; i++) {
      account.pass(TICK);
    }

    PipelineStatus status = pipeline.status();
    assertThat(status.started()).isFalse();
    assertThat(status.suspendedReason()).isPresent();
    account.snowflake().faults().clear();
    pipeline.resume();
    MetadataLocation location = account.commit();
    account.pass(TICK);
    assertThat(served()).isEqualTo(location);
  }

  @Test
  void theStatusReadsTheRunsOfItsOwnTaskOnly() throws SQLException {
    account.commit();
    account.pass(TICK);
    pipeline.suspend();
    account.execute("CREATE SCHEMA RETAIL.OTHER");
    account.execute(
        "CREATE TASK RETAIL.OTHER.TASK_REFRESH_ICEBERG_STORES WAREHOUSE = W"
            + " SCHEDULE = '10 SECONDS' AS INSERT INTO RETAIL.OTHER.NOTHING VALUES (1)");
    account.execute("ALTER TASK RETAIL.OTHER.TASK_REFRESH_ICEBERG_STORES RESUME");
    account.execute("CREATE TABLE RETAIL.OTHER.NOTHING (N INTEGER)");
    account.pass(Duration.ofMinutes(20));

    assertThat(pipeline.status().lastRun())
        .hasValueSatisfying(run -> assertThat(run.state()).isEqualTo("SUCCEEDED"));
  }

  @Test
  void waitsWhileTwoFilesHaveTheNewestVersion() throws Exception {
    MetadataLocation location = account.commit();
    SnowflakeAccount.copy(location, location.fileName().replaceFirst("-.*", "-ffff.metadata.json"));

    failsOnce("-20002", "several files of the newest version");
    assertThat(rows()).isEqualTo("0");
    assertThatThrownBy(() -> pipeline.runNow())
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("several files of the newest version");

    MetadataLocation next = account.commit();
    assertThat(pipeline.runNow()).isEqualTo(next.fileName());
    assertThat(served()).isEqualTo(next);
  }

  @Test
  void aTableThatWasDroppedFailsOnce() throws Exception {
    account.pass(TICK);
    SnowflakeAccount.delete(account.committed());

    failsOnce("-20001", "has no metadata file. RETAIL.LAKE.ICEBERG_STORES was not refreshed");
  }

  @Test
  void aTableThatServesAnotherIcebergTableFailsOnce() throws Exception {
    MetadataLocation old = account.committed();
    account.createIcebergTable();
    MetadataLocation recreated = account.commit();
    account.execute(
        "CREATE OR REPLACE ICEBERG TABLE RETAIL.LAKE.ICEBERG_STORES"
            + " EXTERNAL_VOLUME = 'LAKEHOUSE_SYNC_VOLUME' CATALOG = 'LAKEHOUSE_SYNC_CATALOG'"
            + " METADATA_FILE_PATH = '%s'"
                .formatted(new StorageBaseUrl(SnowflakeAccount.location()).relativize(recreated)));
    SnowflakeAccount.copy(old, "00009-0000.metadata.json");

    failsOnce("-20003", "but of another Iceberg table");
    assertThat(served()).isEqualTo(recreated);
  }

  @Test
  void aTableThatServesANewerFileFailsOnce() throws Exception {
    MetadataLocation before = account.commit();
    account.pass(TICK);
    MetadataLocation ahead = account.commit();
    SnowflakeRefresher.builder(account.dataSource())
        .storageBaseUrl(SnowflakeAccount.location())
        .schema(SCHEMA)
        .build()
        .refresh(account.table(), ahead);
    SnowflakeAccount.delete(ahead);
    SnowflakeAccount.copy(before, "other-file");

    failsOnce("-20004", "is not newer than the file that");
    assertThat(served()).isEqualTo(ahead);
  }

  /**
   * Lets time pass. Checks that the task fails with a reason, and is not started again without new
   * files. Source: docs.snowflake.com, "Triggered tasks" (/en/user-guide/tasks-triggered): a task
   * whose stream still has data is started, and charged, again.
   */
  private void failsOnce(String code, String reason) throws SQLException {
    int calls = account.statements("CALL");
    account.pass(TICK);
    PipelineStatus status = pipeline.status();
    account.pass(TICK);
    account.pass(TICK);

    assertThat(account.statements("CALL")).isEqualTo(calls + 1);
    assertThat(status.lastRun().flatMap(PipelineStatus.Run::error))
        .hasValueSatisfying(error -> assertThat(error).contains(code, reason));
    assertThat(status.newFiles()).isFalse();
    assertThat(pipeline.status().lastRun()).isEqualTo(status.lastRun());
  }

  @Test
  void aFileThatArrivesDuringARefreshIsNotLost() throws SQLException {
    setup(PipelineSchedule.onWarehouse("COMPUTE_WH", TICK)).drop(account.dataSource());
    setUp(PipelineSchedule.onNewFiles(Duration.ofMinutes(1)));
    MetadataLocation first = account.commit();
    List<MetadataLocation> meanwhile = new ArrayList<>();
    account
        .snowflake()
        .faults()
        .onNext(
            sql -> {
              if (sql.startsWith("ALTER ICEBERG TABLE") && meanwhile.isEmpty()) {
                meanwhile.add(commitUnchecked());
              }
              return false;
            },
            Fault.sqlError("000603", "XX000", "never sent"));

    account.pass(Duration.ofSeconds(30));
    account.pass(Duration.ofSeconds(30));

    assertThat(meanwhile).hasSize(1).doesNotContain(first);
    assertThat(served()).isEqualTo(meanwhile.get(0));
  }

  private MetadataLocation commitUnchecked() {
    try {
      return account.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void neverGoesBack() throws SQLException {
    account.commit();
    pipeline.runNow();
    MetadataLocation ahead = account.commit();
    SnowflakeRefresher.builder(account.dataSource())
        .storageBaseUrl(SnowflakeAccount.location())
        .schema(SCHEMA)
        .build()
        .refresh(account.table(), ahead);

    assertThatThrownBy(() -> account.execute("CALL RETAIL.LAKE.SP_REFRESH_ICEBERG_STORES()"))
        .hasMessageContaining("is not newer than the file that");

    assertThat(served()).isEqualTo(ahead);
  }

  @Test
  void aSuspendedPipelineRunsOnlyOnRequest() throws SQLException {
    pipeline.suspend();
    MetadataLocation location = account.commit();
    account.pass(TICK);
    assertThat(rows()).isEqualTo("0");
    assertThat(pipeline.status().started()).isFalse();

    assertThat(pipeline.runNow()).isEqualTo(location.fileName());
    assertThat(served()).isEqualTo(location);
    pipeline.resume();
    assertThat(pipeline.status().started()).isTrue();
  }

  @Test
  void canBeTriggered() throws SQLException {
    MetadataLocation location = account.commit();

    pipeline.trigger();
    account.pass(Duration.ZERO);

    assertThat(served()).isEqualTo(location);
  }

  @Test
  void aServerlessPipelineRunsWhenThereAreNewFiles() throws SQLException {
    setup(PipelineSchedule.onWarehouse("COMPUTE_WH", TICK)).drop(account.dataSource());
    setUp(PipelineSchedule.onNewFiles(Duration.ofMinutes(1)));
    MetadataLocation location = account.commit();

    account.pass(Duration.ofSeconds(30));

    assertThat(served()).isEqualTo(location);
    assertThat(pipeline.status().started()).isTrue();
    assertThat(account.snowflake().statements())
        .as("the smallest size, because the procedure reads no rows of the table")
        .filteredOn(statement -> statement.sql().startsWith("CREATE TASK"))
        .last()
        .satisfies(
            task ->
                assertThat(task.sql()).contains("SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'XSMALL'"));
  }

  @Test
  void aMissingPipelineIsAnError() {
    assertThatThrownBy(
            () -> TaskPipeline.of(account.dataSource(), "RETAIL.OTHER", account.table()).status())
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("RETAIL.OTHER");
  }

  private void setUp(PipelineSchedule schedule) {
    setup(schedule).apply(account.dataSource());
  }

  private SnowflakeSetup setup(PipelineSchedule schedule) {
    return SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .table(account.table(), account.committed())
        .pipelines(schedule, "ICEBERG_STAGE_INTEGRATION")
        .build();
  }

  private String rows() throws SQLException {
    return account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES");
  }

  private MetadataLocation served() {
    return CatalogObserver.of(account.dataSource(), SCHEMA)
        .status(account.table(), account.committed())
        .served()
        .orElseThrow();
  }
}
