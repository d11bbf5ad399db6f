package io.lakehousesync.snowflake;

import static io.lakehousesync.snowflake.SnowflakeAccount.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.snowflake.SetupResult.State;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each kind of failure at each statement that a set-up sends, through the real driver: one step at
 * a time, and each form of statement once. Waiting for a driver that has no answer takes more than
 * a second; so each form meets one kind of silence only, in turn, unless {@code -Dfaults=every}
 * wants all.
 */
class SetupFaultsIT {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final boolean EVERY = "every".equals(System.getProperty("faults"));

  private final SnowflakeAccount account =
      new SnowflakeAccount(
          builder ->
              builder.managedCatalog(name -> Optional.of(SnowflakeAccount.committed().uri())));
  private final DataSource patient = account.dataSource();
  private final DataSource impatient = account.impatient();
  private final Set<String> struck = new HashSet<>();

  @BeforeEach
  void createIcebergTable() throws SQLException {
    SnowflakeAccount.createIcebergTable();
    SnowflakeAccount.commit();
    account.execute("CREATE ROLE IF NOT EXISTS SYSADMIN");
    account.execute("CREATE ROLE ANALYST");
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
    SnowflakeAccount.dropIcebergTable();
  }

  @Test
  void theStepsOfTheArticleTellTheTruthAndAreDoneByTheNextApplication() {
    eachStepOf(new SetupPlan(everything()).actions());

    assertThat(struck)
        .contains("CREATE POSTGRES INSTANCE", "CREATE EXTERNAL VOLUME", "CREATE TASK", "ALTER TASK")
        .contains("SHOW TASKS LIKE", "DESCRIBE EXTERNAL VOLUME", "GRANT OWNERSHIP ON TASK")
        .hasSizeGreaterThan(40);
  }

  @Test
  void theStepsOfTablesThatSnowflakeManagesDoSo() throws SQLException {
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));

    eachStepOf(
        new ManagedPlan(
                SnowflakeName.schema("RETAIL.LAKE"), ManagedAccount.catalog(), List.of(TABLE))
            .actions());

    assertThat(struck)
        .contains("CREATE CATALOG INTEGRATION", "ALTER CATALOG INTEGRATION", "CREATE ICEBERG TABLE")
        .contains("DESCRIBE CATALOG INTEGRATION", "SHOW ICEBERG TABLES LIKE");
  }

  @Test
  void whatPassesAtEachStatementIsNoFailure() {
    SnowflakeSetup setup = setup(LONG, new SetupPlan(everything()).actions());
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

  private void eachStepOf(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      SnowflakeSetup step = setup(LONG, List.of(action));
      strike(action, sentBy(() -> step.check(patient)));
      strike(action, action.step().statements());
      step.apply(patient);
      strike(action, sentBy(() -> step.check(patient)));
    }
    for (int i = actions.size() - 1; i >= 0; i--) {
      strikeDrop(actions.get(i));
    }
  }

  private void strike(SetupAction action, List<String> statements) {
    for (String sql : statements) {
      strike(
          action, sql, () -> setup(SHORT, List.of(action)).apply(impatient), action.step().title());
    }
  }

  private void strikeDrop(SetupAction action) {
    List<String> statements = action.step().undo();
    for (String sql : statements) {
      strike(
          action,
          sql,
          () -> setup(SHORT, List.of(action)).drop(impatient),
          "Dropping stopped at: " + action.step().title());
    }
    setup(LONG, List.of(action)).drop(patient);
    if (!statements.isEmpty()) {
      assertThat(state(action)).as(action.step().title()).isEqualTo(State.MISSING);
    }
  }

  private void strike(SetupAction action, String sql, Runnable work, String message) {
    if (!struck.add(form(sql))) {
      return;
    }
    State before = state(action);
    for (Fault fault : kinds()) {
      account.snowflake().faults().onEvery(sql::equals, fault);
      Optional<LakehouseSyncException> failure = failure(work);
      account.heal();

      String what = "%s at %s: %s".formatted(fault, sql, failure);
      assertThat(failure).as(what).isPresent();
      assertThat(failure.get()).hasMessageContaining(message);
      // What AwaitInstance waits for may come meanwhile.
      if (failure.get() instanceof NotAppliedException && !(action instanceof AwaitInstance)) {
        assertThat(state(action)).as(what).isEqualTo(before);
      }
    }
  }

  private List<Fault> kinds() {
    if (EVERY) {
      return FaultKinds.lasting();
    }
    List<Fault> kinds = new ArrayList<>(FaultKinds.sqlErrors());
    kinds.add(FaultKinds.silent().get(struck.size() % FaultKinds.silent().size()));
    return kinds;
  }

  /** The statements that some work sends. */
  private List<String> sentBy(Runnable work) {
    int before = account.snowflake().statements().size();
    work.run();
    return account.snowflake().statements().stream()
        .skip(before)
        .map(statement -> statement.sql())
        .toList();
  }

  /** A statement up to its first name or value. */
  private static String form(String sql) {
    return sql.replaceFirst("(?s)\\s*[\"'(=].*", "").replace(" IF NOT EXISTS", "");
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
    return new SnowflakeSetup(actions, List.of(), timeout);
  }

  private static SnowflakeSetup.Builder everything() {
    return SnowflakeSetup.builder(
            "RETAIL.LAKE",
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .postgresInstance(
            PostgresInstance.builder("retail_txns", List.of("203.0.113.0/24"), row -> {}).build())
        .table(TABLE, SnowflakeAccount.committed())
        .syncRole("lakehouse_sync", "sync")
        .reader("analyst")
        .pipelines(PipelineSchedule.onWarehouse("W", Duration.ofMinutes(2)), "STAGE_INT");
  }
}
