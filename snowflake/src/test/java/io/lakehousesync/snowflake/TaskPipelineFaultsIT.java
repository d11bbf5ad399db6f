package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.PipelineStatus.Run;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of fault at each statement by which a host controls a task pipeline, through the real
 * driver, and at each statement that Snowflake itself runs for it.
 */
@Execution(ExecutionMode.CONCURRENT)
class TaskPipelineFaultsIT {
  private static final String SCHEMA = "RETAIL.LAKE";
  private static final Duration TICK = Duration.ofMinutes(2);

  private final SnowflakeAccount account = new SnowflakeAccount();
  private TaskPipeline pipeline;
  private TaskPipeline struck;

  @BeforeEach
  void setUp() throws SQLException {
    account.createIcebergTable();
    SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .table(account.table(), account.committed())
        .pipelines(PipelineSchedule.onWarehouse("COMPUTE_WH", TICK), "ICEBERG_STAGE_INTEGRATION")
        .build()
        .apply(account.dataSource());
    pipeline = TaskPipeline.of(account.dataSource(), SCHEMA, account.table());
    struck = TaskPipeline.of(account.impatient(), SCHEMA, account.table(), Duration.ofSeconds(1));
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  static Stream<Arguments> controlStatements() {
    return Stream.of(
        Arguments.of("resuming", "SHOW TASKS", (Consumer<TaskPipeline>) TaskPipeline::resume),
        Arguments.of("resuming", "ALTER TASK", (Consumer<TaskPipeline>) TaskPipeline::resume),
        Arguments.of("suspending", "SHOW TASKS", (Consumer<TaskPipeline>) TaskPipeline::suspend),
        Arguments.of("suspending", "ALTER TASK", (Consumer<TaskPipeline>) TaskPipeline::suspend));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("controlStatements")
  void aTaskThatMayHaveChangedIsNotReportedAsUnchanged(
      String doing, String statement, Consumer<TaskPipeline> change) {
    checkATaskThatMayHaveChangedIsNotReportedAsUnchanged(
        doing, statement, change, FaultKinds.quick());
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("controlStatements")
  void aTaskThatMayHaveChangedIsNotReportedAsUnchangedWithEachOtherFault(
      String doing, String statement, Consumer<TaskPipeline> change) {
    checkATaskThatMayHaveChangedIsNotReportedAsUnchanged(
        doing, statement, change, FaultKinds.others());
  }

  private void checkATaskThatMayHaveChangedIsNotReportedAsUnchanged(
      String doing, String statement, Consumer<TaskPipeline> change, List<? extends Fault> faults) {
    for (Fault fault : faults) {
      if (doing.equals("resuming")) {
        pipeline.suspend();
      } else {
        pipeline.resume();
      }
      boolean before = pipeline.status().started();
      account.strike(statement, fault);

      Optional<LakehouseSyncException> failure = failure(() -> change.accept(struck));
      account.heal(failure);

      if (failure.isEmpty()) {
        assertThat(FaultKinds.passing()).contains(fault);
      } else if (failure.get() instanceof NotAppliedException e) {
        assertThat(e).hasMessageContaining("pipeline of " + SCHEMA);
        assertThat(pipeline.status().started()).as("%s", fault).isEqualTo(before);
      } else {
        assertThat(failure.get()).hasMessageContaining("or read the status");
        assertThat(statement).as("%s", fault).isEqualTo("ALTER TASK");
      }
      change.accept(pipeline);
      assertThat(pipeline.status().started()).as("%s", fault).isEqualTo(!before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TASK_REFRESH_ICEBERG_STORES", "TASK_REFRESH_STAGE_ICEBERG_STORES"})
  void aPartlyDoneChangeIsNotReportedAsNotDone(String task) {
    account
        .snowflake()
        .faults()
        .onNext(
            sql -> sql.startsWith("ALTER TASK") && sql.contains('"' + task + '"'),
            FaultKinds.REFUSED);

    assertThatThrownBy(() -> pipeline.suspend())
        .hasMessageContaining("Insufficient privileges")
        .isInstanceOf(
            pipeline.status().started()
                ? NotAppliedException.class
                : OutcomeUnknownException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHOW TASKS", "SELECT SYSTEM$STREAM_HAS_DATA", "SELECT STATE"})
  void aFailedStatusIsNotAnUnknownOutcome(String statement) {
    checkAFailedStatusIsNotAnUnknownOutcome(statement, FaultKinds.quick());
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"SHOW TASKS", "SELECT SYSTEM$STREAM_HAS_DATA", "SELECT STATE"})
  void aFailedStatusIsNotAnUnknownOutcomeWithEachOtherFault(String statement) {
    checkAFailedStatusIsNotAnUnknownOutcome(statement, FaultKinds.otherLasting());
  }

  private void checkAFailedStatusIsNotAnUnknownOutcome(
      String statement, List<? extends Fault> faults) {
    for (Fault fault : faults) {
      account.strike(statement, fault);
      assertThatThrownBy(() -> struck.status())
          .as("%s", fault)
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("Reading the task pipeline of RETAIL.LAKE");
      account.heal();
    }
    assertThat(pipeline.status().started()).isTrue();
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
  void aRunThatMayHaveRefreshedIsNotReportedAsNotDone(String statement) throws SQLException {
    checkARunThatMayHaveRefreshedIsNotReportedAsNotDone(statement, FaultKinds.quick());
  }

  @Tag("slow")
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
  void aRunThatMayHaveRefreshedIsNotReportedAsNotDoneWithEachOtherFault(String statement)
      throws SQLException {
    checkARunThatMayHaveRefreshedIsNotReportedAsNotDone(
        statement, isInside(statement) ? FaultKinds.otherInside() : FaultKinds.otherLasting());
  }

  private void checkARunThatMayHaveRefreshedIsNotReportedAsNotDone(
      String statement, List<? extends Fault> faults) throws SQLException {
    for (Fault fault : faults) {
      String before = rows();
      account.commit();
      account.strike(statement, fault);

      Optional<LakehouseSyncException> failure = failure(() -> struck.runNow());
      account.heal(failure);

      assertThat(failure).as("%s", fault).isPresent();
      if (failure.get() instanceof NotAppliedException e) {
        assertThat(rows()).as("%s: %s", fault, e.getMessage()).isEqualTo(before);
      } else {
        assertThat(failure.get()).hasMessageContaining("Run it again");
      }
      assertThat(pipeline.runNow()).isEqualTo(account.committed().fileName());
      assertThat(rows()).isNotEqualTo(before);
      assertThat(pipeline.status().newFiles()).as("%s", fault).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHOW TASKS", "EXECUTE TASK"})
  void aTriggerThatMayHaveArrivedIsNotReportedAsNotDone(String statement) throws SQLException {
    checkATriggerThatMayHaveArrivedIsNotReportedAsNotDone(statement, FaultKinds.quick());
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"SHOW TASKS", "EXECUTE TASK"})
  void aTriggerThatMayHaveArrivedIsNotReportedAsNotDoneWithEachOtherFault(String statement)
      throws SQLException {
    checkATriggerThatMayHaveArrivedIsNotReportedAsNotDone(statement, FaultKinds.otherLasting());
  }

  private void checkATriggerThatMayHaveArrivedIsNotReportedAsNotDone(
      String statement, List<? extends Fault> faults) throws SQLException {
    for (Fault fault : faults) {
      passTwoTicks();
      String before = rows();
      account.commit();
      account.strike(statement, fault);

      Optional<LakehouseSyncException> failure = failure(() -> struck.trigger());
      account.heal(failure);
      account.pass(Duration.ZERO);

      assertThat(failure).as("%s", fault).isPresent();
      if (failure.get() instanceof NotAppliedException e) {
        assertThat(rows()).as("%s: %s", fault, e.getMessage()).isEqualTo(before);
      }
      pipeline.trigger();
      account.pass(Duration.ZERO);
      assertThat(rows()).as("%s", fault).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW TASKS",
        "ALTER TASK",
        "SELECT SYSTEM$STREAM_HAS_DATA",
        "SELECT STATE",
        "EXECUTE TASK",
        "ALTER STAGE",
        "CALL"
      })
  void aTemporaryFaultIsNoFailure(String statement) throws SQLException {
    checkATemporaryFaultIsNoFailure(statement, FaultKinds.passing().subList(0, 1));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHOW TASKS",
        "ALTER TASK",
        "SELECT SYSTEM$STREAM_HAS_DATA",
        "SELECT STATE",
        "EXECUTE TASK",
        "ALTER STAGE",
        "CALL"
      })
  void aTemporaryFaultIsNoFailureWithEachOtherFault(String statement) throws SQLException {
    checkATemporaryFaultIsNoFailure(statement, FaultKinds.passing().subList(1, 2));
  }

  private void checkATemporaryFaultIsNoFailure(String statement, List<? extends Fault> faults)
      throws SQLException {
    for (Fault fault : faults) {
      passTwoTicks();
      Set<String> struckStatements = new CopyOnWriteArraySet<>();
      MetadataLocation committed = account.commit();
      account.strike(sql -> sql.startsWith(statement) && struckStatements.add(sql), fault);

      pipeline.suspend();
      assertThat(pipeline.status().started()).isFalse();
      pipeline.resume();
      pipeline.trigger();
      account.pass(Duration.ZERO);

      assertThat(pipeline.status().started()).isTrue();
      assertThat(pipeline.status().newFiles()).isFalse();
      assertThat(pipeline.status().lastFailure()).isEmpty();
      assertThat(pipeline.runNow()).isEqualTo(committed.fileName());
      assertThat(struckStatements).as("%s", fault).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL",
        "SELECT COUNT",
        "SELECT PARSE_JSON",
        "ALTER ICEBERG TABLE",
        "BEGIN",
        "INSERT",
        "COMMIT"
      })
  void theStatusShowsAFailureInSnowflakeAndTheNextTickRepairsIt(String statement)
      throws SQLException {
    checkTheStatusShowsAFailureInSnowflakeAndTheNextTickRepairsIt(
        statement, FaultKinds.inside().subList(0, 1));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL",
        "SELECT COUNT",
        "SELECT PARSE_JSON",
        "ALTER ICEBERG TABLE",
        "BEGIN",
        "INSERT",
        "COMMIT"
      })
  void theStatusShowsAFailureInSnowflakeAndTheNextTickRepairsItWithEachOtherFault(String statement)
      throws SQLException {
    checkTheStatusShowsAFailureInSnowflakeAndTheNextTickRepairsIt(
        statement, FaultKinds.otherInside());
  }

  private void checkTheStatusShowsAFailureInSnowflakeAndTheNextTickRepairsIt(
      String statement, List<Fault.SqlError> faults) throws SQLException {
    for (Fault.SqlError fault : faults) {
      String before = rows();
      account.commit();
      account.snowflake().faults().onNext(sql -> sql.startsWith(statement), fault);

      account.pass(TICK);
      PipelineStatus failed = pipeline.status();
      account.pass(TICK);
      PipelineStatus recovered = pipeline.status();

      assertThat(failed.newFiles()).as("%s", fault).isTrue();
      assertThat(failed.lastRun()).isEqualTo(failed.lastFailure());
      assertThat(failed.lastRun().flatMap(Run::error))
          .hasValueSatisfying(error -> assertThat(error).contains(fault.code(), fault.message()));
      assertThat(recovered.newFiles()).as("%s", fault).isFalse();
      assertThat(recovered.lastRun().map(Run::state)).contains("SUCCEEDED");
      assertThat(recovered.lastFailure()).isEqualTo(failed.lastFailure());
      assertThat(rows()).isNotEqualTo(before);
    }
  }

  @Test
  void theStatusShowsAFailedStageRefreshAndTheNextTickRepairsIt() throws SQLException {
    checkTheStatusShowsAFailedStageRefreshAndTheNextTickRepairsIt(
        FaultKinds.inside().subList(0, 1));
  }

  @Tag("slow")
  @Test
  void theStatusShowsAFailedStageRefreshAndTheNextTickRepairsItWithEachOtherFault()
      throws SQLException {
    checkTheStatusShowsAFailedStageRefreshAndTheNextTickRepairsIt(FaultKinds.otherInside());
  }

  private void checkTheStatusShowsAFailedStageRefreshAndTheNextTickRepairsIt(
      List<Fault.SqlError> faults) throws SQLException {
    for (Fault.SqlError fault : faults) {
      String before = rows();
      account.commit();
      account.snowflake().faults().onNext(sql -> sql.startsWith("ALTER STAGE"), fault);

      account.pass(TICK);
      PipelineStatus failed = pipeline.status();
      account.pass(TICK);

      assertThat(failed.lastStageRefresh().flatMap(Run::error))
          .hasValueSatisfying(error -> assertThat(error).contains(fault.code(), fault.message()));
      assertThat(pipeline.status().lastStageRefresh().map(Run::state)).contains("SUCCEEDED");
      assertThat(pipeline.status().newFiles()).isFalse();
      assertThat(rows()).as("%s", fault).isNotEqualTo(before);
    }
  }

  /**
   * Lets two ticks pass. In the first one the task processes the files that exist. After the second
   * one it can run again at once.
   */
  private void passTwoTicks() {
    account.pass(TICK);
    account.pass(TICK);
  }

  /** Returns whether Snowflake itself runs the statement, in the procedure. */
  private static boolean isInside(String statement) {
    return !statement.equals("ALTER STAGE") && !statement.equals("CALL");
  }

  private static Optional<LakehouseSyncException> failure(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (LakehouseSyncException e) {
      return Optional.of(e);
    }
  }

  private String rows() throws SQLException {
    return account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES");
  }
}
