package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.setup.LinkedPlan;
import io.lakehousesync.snowflake.internal.setup.ManagedPlan;
import io.lakehousesync.snowflake.internal.setup.RoleGrants;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.internal.step.CreateInstance;
import io.lakehousesync.snowflake.internal.step.SetInstanceProperty;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of fault at each statement of a set-up, through the real driver: one step at a time,
 * and each form of statement once per kind. Waiting for a driver without an answer takes more than
 * a second. So each kind of fault has its own account, and they run in parallel, the slowest first.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
class SetupFaultsIT {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SnowflakeAccount account = new SnowflakeAccount();
  private final DataSource patient = account.dataSource();
  private final DataSource impatient = account.impatient();
  private final Set<String> struck = new HashSet<>();

  @BeforeEach
  void createIcebergTable() throws SQLException {
    account.createIcebergTable();
    account.commit();
    account.execute("CREATE ROLE IF NOT EXISTS SYSADMIN");
    account.execute("CREATE ROLE ANALYST");
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  static List<Fault> quick() {
    return FaultKinds.quick();
  }

  static List<Fault> others() {
    return FaultKinds.otherLasting();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("others")
  @Order(1)
  void objectStoreStepsSurviveEachOtherFault(Fault fault) {
    objectStoreStepsReportTheOutcomeAndTheNextApplyCompletesThem(fault);
  }

  @ParameterizedTest
  @MethodSource("quick")
  @Order(1)
  void objectStoreStepsReportTheOutcomeAndTheNextApplyCompletesThem(Fault fault) {
    eachStepOf(everything().plan().actions(), fault);

    assertThat(struck)
        .contains("CREATE POSTGRES INSTANCE", "CREATE EXTERNAL VOLUME", "CREATE TASK", "ALTER TASK")
        .contains("SHOW TASKS LIKE", "DESCRIBE EXTERNAL VOLUME", "GRANT OWNERSHIP ON TASK")
        .hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void stepsOfAnInstanceThatExistsReportTheOutcomeAndTheNextApplyCompletesThem(Fault fault)
      throws SQLException {
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));
    List<SetupAction> actions = everything().plan().actions();
    List<SetupAction> alter =
        actions.stream().filter(SetInstanceProperty.class::isInstance).toList();
    setup(LONG, actions.subList(0, actions.indexOf(alter.get(0)))).apply(patient);

    eachStepOf(alter, fault);

    assertThat(struck).contains("ALTER POSTGRES INSTANCE", "DESCRIBE POSTGRES INSTANCE");
    assertThat(alter).allSatisfy(step -> assertThat(state(step)).isEqualTo(State.PRESENT));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("others")
  void managedStepsSurviveEachOtherFault(Fault fault) throws SQLException {
    managedStepsReportTheOutcomeAndTheNextApplyCompletesThem(fault);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void managedStepsReportTheOutcomeAndTheNextApplyCompletesThem(Fault fault) throws SQLException {
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));

    eachStepOf(
        new ManagedPlan(
                SnowflakeName.schema("RETAIL.LAKE"),
                ManagedAccount.catalog(account),
                List.of(account.table()))
            .actions(),
        fault);

    assertThat(struck)
        .contains("CREATE CATALOG INTEGRATION", "ALTER CATALOG INTEGRATION", "CREATE ICEBERG TABLE")
        .contains("DESCRIBE CATALOG INTEGRATION", "SHOW ICEBERG TABLES LIKE");
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("others")
  void linkedDatabaseStepsSurviveEachOtherFault(Fault fault) throws SQLException {
    linkedDatabaseStepsReportTheOutcomeAndTheNextApplyCompletesThem(fault);
  }

  @ParameterizedTest
  @MethodSource("quick")
  void linkedDatabaseStepsReportTheOutcomeAndTheNextApplyCompletesThem(Fault fault)
      throws SQLException {
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));

    eachStepOf(
        new LinkedPlan("RETAIL_LINKED", ManagedAccount.catalog(account), List.of(account.table()))
            .actions(),
        fault);

    assertThat(struck)
        .contains("CREATE DATABASE", "DROP DATABASE IF EXISTS", "SHOW ICEBERG TABLES LIKE")
        .contains("SELECT SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG");
  }

  @Test
  void aTemporaryFaultAtEachStatementIsNoFailure() {
    SnowflakeSetup setup = setup(LONG, everything().plan().actions());
    for (Fault fault : FaultKinds.passing()) {
      Set<String> met = ConcurrentHashMap.newKeySet();
      account.snowflake().faults().onEvery(met::add, fault);
    }
    int before = account.snowflake().statements().size();

    setup.apply(patient);
    setup.drop(patient);

    assertThat(account.snowflake().statements().stream().skip(before))
        .allSatisfy(statement -> assertThat(statement.errorCode()).isEmpty())
        .hasSizeGreaterThan(80);
  }

  @Test
  void aLostAnswerToCreateInstanceReportsThatThePasswordsAreLost() {
    List<SetupAction> actions = everything().plan().actions();
    SetupAction instance =
        actions.stream().filter(CreateInstance.class::isInstance).findFirst().orElseThrow();
    setup(LONG, actions.subList(0, actions.indexOf(instance))).apply(patient);
    account.strike("CREATE POSTGRES INSTANCE", Fault.dropAfter());

    assertThatThrownBy(() -> setup(SHORT, List.of(instance)).apply(impatient))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining(
            "if the instance was created, its passwords are lost and must be reset");

    account.heal();
    assertThat(state(instance)).isEqualTo(State.PRESENT);
  }

  private void eachStepOf(List<SetupAction> actions, Fault fault) {
    for (SetupAction action : actions) {
      SnowflakeSetup step = setup(LONG, List.of(action));
      strike(action, sentBy(() -> step.check(patient)), fault, "Checking ");
      if (state(action) != State.PRESENT) {
        strike(action, action.step().statements(), fault, "The set-up stopped at: ");
      }
      account.pass(Duration.ZERO);
      step.apply(patient);
      strike(action, sentBy(() -> step.check(patient)), fault, "Checking ");
    }
    for (int i = actions.size() - 1; i >= 0; i--) {
      strikeDrop(actions.get(i), fault);
    }
  }

  private void strike(SetupAction action, List<String> statements, Fault fault, String sentence) {
    for (String sql : statements) {
      strike(
          action,
          sql,
          fault,
          () -> setup(SHORT, List.of(action)).apply(impatient),
          sentence + action.step());
    }
  }

  private void strikeDrop(SetupAction action, Fault fault) {
    List<String> statements = action.step().undo();
    for (String sql : statements) {
      strike(
          action,
          sql,
          fault,
          () -> dropped(setup(SHORT, List.of(action))),
          answered(fault)
              ? "FAILED %s: ".formatted(action.step())
              : "Dropping stopped at: " + action.step());
    }
    setup(LONG, List.of(action)).drop(patient);
    if (!statements.isEmpty()) {
      assertThat(state(action)).as(action.step().title()).isEqualTo(State.MISSING);
    }
  }

  private void strike(SetupAction action, String sql, Fault fault, Runnable work, String message) {
    // Mirrors that cannot be listed do not stop a set-up; SnowflakeSetupIT tests it.
    if (sql.contains("LIST_MIRRORS") || !struck.add(form(sql))) {
      return;
    }
    State before = state(action);
    account.strike(sql::equals, fault);
    Optional<LakehouseSyncException> failure = failure(work);
    account.heal(failure);

    String what = "%s: %s".formatted(sql, failure);
    assertThat(failure).as(what).isPresent();
    assertThat(failure.get()).as(what).hasMessageStartingWith(message);
    // The instance may become READY meanwhile.
    boolean waits = action.step().title().startsWith("wait until Postgres instance");
    if (failure.get() instanceof NotAppliedException && !waits) {
      assertThat(state(action)).as(what).isEqualTo(before);
    }
  }

  /** Returns the statements that some work sends. */
  private List<String> sentBy(Runnable work) {
    int before = account.snowflake().statements().size();
    work.run();
    return account.snowflake().statements().stream()
        .skip(before)
        .map(statement -> statement.sql())
        .toList();
  }

  /** Returns a statement up to its first name or value. */
  private static String form(String sql) {
    return sql.replaceFirst("(?s)\\s*[\"'(=].*", "").replace(" IF NOT EXISTS", "");
  }

  /** Returns whether Snowflake answers. It cancels a slow statement at the timeout, and says so. */
  private static boolean answered(Fault fault) {
    return fault instanceof Fault.SqlError || fault instanceof Fault.Delay;
  }

  /** Drops, and throws what Snowflake refuses, like other failures. */
  private void dropped(SnowflakeSetup setup) {
    for (SetupResult result : setup.drop(impatient)) {
      if (result.state() == State.FAILED) {
        throw new NotAppliedException(NotAppliedException.Retry.SENSIBLE, result.toString(), null);
      }
    }
  }

  private State state(SetupAction action) {
    return setup(LONG, List.of(action)).check(patient).get(0).state();
  }

  private static Optional<LakehouseSyncException> failure(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (LakehouseSyncException e) {
      return Optional.of(e);
    }
  }

  private static SnowflakeSetup setup(Duration timeout, List<SetupAction> actions) {
    RoleGrants none =
        new RoleGrants(List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
    return new SnowflakeSetup(
        actions, List.of(), none, new StatementSettings("lakehouse-sync-setup", timeout));
  }

  private SnowflakeSetup.Builder everything() {
    return SnowflakeSetup.builder(
            "RETAIL.LAKE",
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .postgresInstance(
            PostgresInstance.builder("retail_txns", List.of("203.0.113.0/24"), row -> {}).build())
        .table(account.table(), account.committed())
        .syncRole("lakehouse_sync", "sync")
        .reader("analyst")
        .pipelines(PipelineSchedule.onWarehouse("W", Duration.ofMinutes(2)), "STAGE_INT");
  }
}
