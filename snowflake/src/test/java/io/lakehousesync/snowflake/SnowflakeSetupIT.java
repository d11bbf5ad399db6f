package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.snowflake.setup.StorageIdentity;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan of all objects, through the real driver, in an empty account. */
@Execution(ExecutionMode.CONCURRENT)
class SnowflakeSetupIT {
  private static final S3Location LOCATION =
      S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake")
          .withExternalId("retail-lake-1");

  private static final Fault NOT_ALLOWED = Fault.sqlError("003001", "42501", "not you");

  private final SnowflakeAccount account = new SnowflakeAccount();
  private final Map<String, String> credentials = new HashMap<>();

  @BeforeEach
  void createIcebergTable() throws SQLException {
    account.createIcebergTable();
    account.commit();
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void createsEveryObjectOnce() throws SQLException {
    SnowflakeSetup setup = everything();
    assertThat(setup.check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.MISSING));

    List<SetupResult> first = setup.apply(account.dataSource());
    int statements = account.snowflake().statements().size();
    List<SetupResult> second = setup.apply(account.dataSource());

    assertThat(first).extracting(SetupResult::step).isEqualTo(setup.steps());
    assertThat(second).allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL_ANALYTICS.LAKEHOUSE.ICEBERG_STORES"))
        .isEqualTo("1");
  }

  @Test
  void passesThePasswordsOnlyToTheHost() {
    everything().apply(account.dataSource());

    assertThat(credentials).containsKey("access_roles");
    Map<String, String> once = Map.copyOf(credentials);
    credentials.clear();
    List<SetupResult> second = everything().apply(account.dataSource());
    assertThat(credentials).isEmpty();
    assertThat(second.toString()).doesNotContain(once.getOrDefault("access_roles", "?"));
  }

  @Test
  void theScriptHasTheSameEffect() throws SQLException {
    for (SetupStep step : everything().steps()) {
      for (String sql : step.statements()) {
        account.execute(sql);
      }
      account.wait(Duration.ofHours(1));
    }

    assertThat(everything().check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(everything().script())
        .contains("-- external volume LAKEHOUSE_SYNC_VOLUME\nCREATE EXTERNAL VOLUME")
        .doesNotContain("0.0.0.0/0");
  }

  @Test
  void dropsInReverseOrder() throws SQLException {
    SnowflakeSetup setup = everything();
    setup.apply(account.dataSource());

    setup.drop(account.dataSource());

    assertThat(setup.check(account.dataSource()))
        .filteredOn(result -> result.state() != State.MISSING)
        .extracting(result -> result.step().title())
        .containsExactly("database RETAIL_ANALYTICS", "schema RETAIL_ANALYTICS.LAKEHOUSE");
    setup.drop(account.dataSource());
    setup.apply(account.dataSource());
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL_ANALYTICS.LAKEHOUSE.ICEBERG_STORES"))
        .isEqualTo("1");
  }

  @Test
  void dropsATableThatPostgresNoLongerHas() throws SQLException {
    tables("RETAIL.LAKE").apply(account.dataSource());
    SnowflakeSetup afterwards = withoutLocation();
    assertThat(afterwards.check(account.dataSource()))
        .last()
        .satisfies(
            table -> {
              assertThat(table.state()).isEqualTo(State.DIFFERENT);
              assertThat(table.detail()).contains("PostgreSQL no longer has an Iceberg table");
            });
    assertThatThrownBy(() -> afterwards.apply(account.dataSource()))
        .hasMessageContainingAll("ICEBERG_STORES", "no longer", "the 5 steps before it are done");
    assertThat(afterwards.dropPlan(account.dataSource()))
        .extracting(SetupResult::toString)
        .containsExactly(
            "DIFFERENT Iceberg table RETAIL.LAKE.ICEBERG_STORES",
            "PRESENT catalog integration LAKEHOUSE_SYNC_CATALOG",
            "PRESENT external volume LAKEHOUSE_SYNC_VOLUME");

    assertThat(afterwards.drop(account.dataSource()))
        .hasSize(3)
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.DROPPED));

    assertThat(afterwards.dropPlan(account.dataSource())).isEmpty();
    assertThat(afterwards.drop(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.MISSING));
    assertThat(afterwards.apply(account.dataSource()))
        .last()
        .satisfies(table -> assertThat(table.state()).isEqualTo(State.MISSING));
  }

  @Test
  void aRefusedDropDoesNotKeepOtherObjects() throws SQLException {
    SnowflakeSetup setup = tables("RETAIL.LAKE");
    setup.apply(account.dataSource());
    account.execute(
        "CREATE ICEBERG TABLE RETAIL.LAKE.OTHER EXTERNAL_VOLUME = 'LAKEHOUSE_SYNC_VOLUME'"
            + " CATALOG = 'LAKEHOUSE_SYNC_CATALOG' METADATA_FILE_PATH = '%s'"
                .formatted(new StorageBaseUrl(LOCATION.url()).relativize(account.committed())));
    List<SetupResult> told = new ArrayList<>();

    List<SetupResult> dropped = setup.drop(account.dataSource(), told::add);

    assertThat(dropped).isEqualTo(told);
    assertThat(dropped)
        .extracting(SetupResult::state)
        .containsExactly(State.DROPPED, State.FAILED, State.FAILED);
    assertThat(dropped.get(1).toString())
        .startsWith("FAILED catalog integration LAKEHOUSE_SYNC_CATALOG: ")
        .contains("'RETAIL.LAKE.OTHER' uses it");
    account.execute("DROP ICEBERG TABLE RETAIL.LAKE.OTHER");
    assertThat(setup.drop(account.dataSource()))
        .extracting(SetupResult::state)
        .containsExactly(State.MISSING, State.DROPPED, State.DROPPED);
  }

  @Test
  void keepsTheInstanceWithItsDataAfterARefusal() {
    SnowflakeSetup setup = everything();
    setup.apply(account.dataSource());
    account.strike("DROP EXTERNAL VOLUME", NOT_ALLOWED);

    assertThat(setup.drop(account.dataSource()))
        .filteredOn(result -> result.state() == State.FAILED)
        .extracting(SetupResult::toString)
        .satisfiesExactly(
            volume -> assertThat(volume).contains("external volume", "not you"),
            instance ->
                assertThat(instance)
                    .isEqualTo(
                        "FAILED Postgres instance RETAIL_TXNS: kept with all of its data,"
                            + " because a step before it failed"),
            integration -> assertThat(integration).contains("'RETAIL_TXNS' uses it"),
            policy -> assertThat(policy).contains("'RETAIL_TXNS' uses it"),
            rule -> assertThat(rule).contains("'PG_INGRESS_POLICY' uses it"));

    assertThat(account.statements("DROP POSTGRES INSTANCE")).isZero();
    account.heal();
    assertThat(setup.drop(account.dataSource()))
        .extracting(SetupResult::state)
        .doesNotContain(State.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP CATALOG INTEGRATION", "SHOW CATALOG INTEGRATIONS"})
  void anAbortedDropReportsEarlierRefusals(String unanswered) {
    SnowflakeSetup setup = tables("RETAIL.LAKE");
    setup.apply(account.dataSource());
    account.strike("DROP ICEBERG TABLE", NOT_ALLOWED);
    account.strike(unanswered, Fault.dropBefore());

    assertThatThrownBy(() -> setup.drop(account.impatient()))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContainingAll("catalog integration LAKEHOUSE_SYNC_CATALOG", "were not tried")
        .satisfies(
            aborted ->
                assertThat(aborted.getSuppressed())
                    .singleElement(as(InstanceOfAssertFactories.THROWABLE))
                    .isInstanceOf(NotAppliedException.class)
                    .hasMessageContainingAll(
                        "Iceberg table RETAIL.LAKE.ICEBERG_STORES was not dropped", "not you"));
    account.heal();
  }

  @Test
  void theListenerReceivesTheStepsBeforeAFailure() {
    account.strike("CREATE CATALOG INTEGRATION", NOT_ALLOWED);
    List<SetupResult> told = new ArrayList<>();

    assertThatThrownBy(() -> tables("RETAIL.LAKE").apply(account.dataSource(), told::add))
        .hasMessageContaining("The set-up stopped at: catalog integration");

    assertThat(told).extracting(SetupResult::state).contains(State.DONE).hasSize(4);
  }

  private SnowflakeSetup withoutLocation() {
    return SnowflakeSetup.builder("RETAIL.LAKE", LOCATION).withoutLocation(account.table()).build();
  }

  @Test
  void stopsAtAnObjectThatDiffers() {
    tables("RETAIL_ANALYTICS.LAKEHOUSE").apply(account.dataSource());
    SnowflakeSetup other =
        SnowflakeSetup.builder(
                "RETAIL_ANALYTICS.LAKEHOUSE",
                S3Location.of(LOCATION.url(), "arn:aws:iam::012345678910:role/another"))
            .build();

    assertThatThrownBy(() -> other.apply(account.dataSource()))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "external volume LAKEHOUSE_SYNC_VOLUME",
            "STORAGE_AWS_ROLE_ARN is arn:aws:iam::012345678910:role/retail-lake",
            "the 2 steps before it are done");
  }

  @Test
  void aTableThatServesAnotherIcebergTableOfItsNameIsDifferent() throws SQLException {
    tables("RETAIL.LAKE").apply(account.dataSource());
    MetadataLocation before = account.committed();
    account.createIcebergTable();
    MetadataLocation anew = account.commit();
    SnowflakeSetup setup = tables("RETAIL.LAKE");

    assertThat(setup.check(account.dataSource()))
        .last()
        .satisfies(
            table -> {
              assertThat(table.state()).isEqualTo(State.DIFFERENT);
              assertThat(table.detail())
                  .contains(
                      "it serves " + before + ". This file belongs to another Iceberg table than")
                  .contains(anew + ". Was the Iceberg table recreated in PostgreSQL?")
                  .contains("SnowflakeRefresher.replace", "setup --replace TABLE");
            });
    assertThatThrownBy(() -> setup.apply(account.dataSource()))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("ICEBERG_STORES", "another Iceberg table", "It was not changed");
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES")).isEqualTo("1");
  }

  @Test
  void aTableThatServesAnOlderSnapshotIsPresent() throws SQLException {
    tables("RETAIL.LAKE").apply(account.dataSource());
    account.commit();

    assertThat(tables("RETAIL.LAKE").check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
  }

  @Test
  void returnsTheIdentitiesForAws() {
    everything().apply(account.dataSource());

    List<StorageIdentity> identities = everything().identities(account.dataSource());

    assertThat(identities)
        .extracting(StorageIdentity::object)
        .containsExactly(
            "PG_LAKE_S3_INTEGRATION", "LAKEHOUSE_SYNC_VOLUME", "ICEBERG_STAGE_INTEGRATION");
    assertThat(identities)
        .allSatisfy(
            identity -> {
              assertThat(identity.iamUserArn()).startsWith("arn:aws:iam::");
              assertThat(identity.externalId()).isEqualTo("retail-lake-1");
            });
  }

  /** An underscore is a wildcard in SHOW … LIKE, and Snowflake documents no escape for it. */
  @Test
  void anObjectWhoseNameOnlyMatchesAWildcardIsAnother() throws SQLException {
    account.execute("CREATE DATABASE RETAIL");
    account.execute("CREATE SCHEMA RETAIL.MYXLAKE");
    SnowflakeSetup plan = SnowflakeSetup.builder("RETAIL.MY_LAKE", LOCATION).build();

    assertThat(plan.check(account.dataSource()))
        .filteredOn(result -> result.step().title().equals("schema RETAIL.MY_LAKE"))
        .extracting(SetupResult::state)
        .containsExactly(State.MISSING);
  }

  @Test
  void aPlanWithTwoTablesOfOneNameIsRefused() {
    SnowflakeSetup.Builder builder =
        SnowflakeSetup.builder("RETAIL.LAKE", LOCATION)
            .withoutLocation(SyncTable.of("stores", "a.iceberg_stores"))
            .withoutLocation(SyncTable.of("b.stores", "b.iceberg_stores"));

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "a.iceberg_stores", "b.iceberg_stores", "RETAIL.LAKE.ICEBERG_STORES", "catalogName");
  }

  @Test
  void namesWhoseCaseMattersAreKept() throws SQLException {
    SnowflakeSetup setup =
        SnowflakeSetup.builder("retail.\"Lake \"\"House\"\"'\"", LOCATION)
            .externalVolume("\"Lake's volume\"")
            .table(account.table().catalogName("\"The Stores\""), account.committed())
            .build();

    setup.apply(account.dataSource());
    assertThat(setup.apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL.\"Lake \"\"House\"\"'\".\"The Stores\""))
        .isEqualTo("1");
  }

  @Test
  void waitsForTheInstanceUntilTheTimeout() throws SQLException {
    try (SnowflakeAccount slow =
        new SnowflakeAccount(builder -> builder.postgresInstanceStartup(Duration.ofMinutes(10)))) {
      SnowflakeSetup setup =
          SnowflakeSetup.builder("RETAIL_ANALYTICS.LAKEHOUSE", LOCATION)
              .postgresInstance(
                  PostgresInstance.builder("i", List.of("203.0.113.7"), credentials::putAll)
                      .readyTimeout(Duration.ofMillis(700))
                      .build())
              .build();

      assertThatThrownBy(() -> setup.apply(slow.dataSource()))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("Postgres instance I is still CREATING");
      slow.wait(Duration.ofMinutes(11));
      setup.apply(slow.dataSource());
    }
  }

  @Test
  void attachesPolicyAndIntegrationToAnInstanceThatExists() throws SQLException {
    createInstance(account);

    everything().apply(account.dataSource());

    assertThat(account.changesSince(0))
        .anyMatch(sql -> sql.contains("SET NETWORK_POLICY = "))
        .anyMatch(sql -> sql.contains("SET STORAGE_INTEGRATION = "));
    assertThat(everything().check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
  }

  @Test
  void waitsForAnEarlierOperationUntilTheTimeout() throws SQLException {
    try (SnowflakeAccount busy =
        new SnowflakeAccount(
            builder -> builder.postgresInstanceOperation(Duration.ofMinutes(10)))) {
      createInstance(busy);
      SnowflakeSetup setup =
          SnowflakeSetup.builder("RETAIL_ANALYTICS.LAKEHOUSE", LOCATION)
              .postgresInstance(
                  PostgresInstance.builder(
                          "retail_txns", List.of("203.0.113.7"), credentials::putAll)
                      .readyTimeout(Duration.ofMillis(700))
                      .build())
              .build();

      assertThatThrownBy(() -> setup.apply(busy.dataSource()))
          .isInstanceOfSatisfying(
              NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
          .hasMessageContainingAll(
              "The change of Postgres instance RETAIL_TXNS", "another operation", "Apply again");
      busy.wait(Duration.ofMinutes(11));
      assertThatThrownBy(() -> setup.apply(busy.dataSource()))
          .hasMessageContaining("another operation");
      busy.wait(Duration.ofMinutes(11));
      setup.apply(busy.dataSource());
    }
  }

  @Test
  void reportsAMirrorOfTheInstance() {
    everything().apply(account.dataSource());
    account.snowflake().createMirror("orders_mirror", "RETAIL_TXNS");
    account.snowflake().createMirror("theirs", "ANOTHER");

    assertThat(everything().check(account.dataSource()))
        .filteredOn(result -> result.detail().contains("mirror"))
        .singleElement()
        .satisfies(
            mirrors -> {
              assertThat(mirrors.state()).isEqualTo(State.PRESENT);
              assertThat(mirrors.detail())
                  .contains("mirror orders_mirror", "does not drop the instance")
                  .doesNotContain("theirs");
            });
    assertThat(everything().drop(account.dataSource()))
        .filteredOn(result -> result.state() == State.FAILED)
        .first()
        .asString()
        .contains("Postgres instance RETAIL_TXNS", "orders_mirror");
    account.snowflake().dropMirror("orders_mirror");
    assertThat(everything().drop(account.dataSource()))
        .extracting(SetupResult::state)
        .doesNotContain(State.FAILED);
  }

  @Test
  void mirrorsThatCannotBeListedDoNotStopTheSetUp() {
    everything().apply(account.dataSource());
    account.strike("SELECT * FROM TABLE(SNOWFLAKE", NOT_ALLOWED);

    assertThat(everything().apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT))
        .filteredOn(result -> result.detail().contains("mirrors"))
        .singleElement()
        .satisfies(mirrors -> assertThat(mirrors.detail()).contains("not known", "not you"));
  }

  private static void createInstance(SnowflakeAccount account) throws SQLException {
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
  }

  @Test
  void requiresAllowedAddresses() {
    assertThatThrownBy(() -> PostgresInstance.builder("retail_txns", List.of(), row -> {}))
        .hasMessageContaining("no allowed addresses");
    assertThatThrownBy(() -> PostgresInstance.builder("retail_txns", List.of("all"), row -> {}))
        .hasMessageContaining("'all'");
    assertThatThrownBy(() -> S3Location.of("s3://retail.lake/", LOCATION.roleArn()))
        .hasMessageContaining("dots");
    assertThatThrownBy(() -> S3Location.of("s3://lake/", "retail"))
        .hasMessageContaining("'retail'");
  }

  @Test
  void oneRoleRefreshesAndAnotherOneReads() throws SQLException {
    account.execute("CREATE ROLE ANALYST");
    account.execute("CREATE ROLE IF NOT EXISTS SYSADMIN");
    SnowflakeSetup setup =
        SnowflakeSetup.builder("RETAIL.LAKE", LOCATION)
            .table(account.table(), account.committed())
            .syncRole("lakehouse_sync", "sync")
            .reader("analyst")
            .pipelines(PipelineSchedule.onWarehouse("W", Duration.ofMinutes(1)), "STAGE_INT")
            .build();

    setup.apply(account.dataSource());
    int statements = account.snowflake().statements().size();
    assertThat(setup.apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();

    MetadataLocation next = account.commit();
    SnowflakeRefresher refresher =
        SnowflakeRefresher.builder(account.dataSource("LAKEHOUSE_SYNC"))
            .storageBaseUrl(SnowflakeAccount.location())
            .schema("RETAIL.LAKE")
            .build();
    assertThat(refresher.refresh(account.table(), next).served()).contains(next);
    MetadataLocation pulled = account.commit();
    account.pass(Duration.ofMinutes(1));
    assertThat(
            TaskPipeline.of(account.dataSource("LAKEHOUSE_SYNC"), "RETAIL.LAKE", account.table())
                .status()
                .lastFailure())
        .isEmpty();
    assertThat(
            CatalogObserver.of(account.dataSource("LAKEHOUSE_SYNC"), "RETAIL.LAKE")
                .status(account.table(), pulled)
                .served())
        .as("refreshed by the tasks of the role")
        .contains(pulled);
    setup.drop(account.dataSource());
  }

  @Test
  void aRoleTakesOverThePipelineOfAnEarlierSetUp() throws SQLException {
    SnowflakeSetup.Builder plan =
        SnowflakeSetup.builder("RETAIL.LAKE", LOCATION)
            .table(account.table(), account.committed())
            .pipelines(PipelineSchedule.onWarehouse("W", Duration.ofMinutes(1)), "STAGE_INT");
    plan.build().apply(account.dataSource());
    SnowflakeSetup withRole = plan.syncRole("lakehouse_sync", "sync").build();

    withRole.apply(account.dataSource());

    assertThat(withRole.check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    MetadataLocation pulled = account.commit();
    account.pass(Duration.ofMinutes(1));
    assertThat(
            CatalogObserver.of(account.dataSource("LAKEHOUSE_SYNC"), "RETAIL.LAKE")
                .status(account.table(), pulled)
                .served())
        .contains(pulled);
  }

  @Test
  void aTaskThatRunsAfterAnotherOneIsDifferent() throws SQLException {
    SnowflakeSetup setup = everything();
    setup.apply(account.dataSource());
    String schema = "RETAIL_ANALYTICS.LAKEHOUSE.";
    account.execute("ALTER TASK " + schema + "TASK_REFRESH_STAGE_ICEBERG_STORES SUSPEND");
    account.execute(
        "CREATE OR REPLACE TASK "
            + schema
            + "TASK_REFRESH_ICEBERG_STORES WAREHOUSE = COMPUTE_WH AFTER "
            + schema
            + "TASK_REFRESH_STAGE_ICEBERG_STORES AS CALL "
            + schema
            + "SP_REFRESH_ICEBERG_STORES()");

    assertThatThrownBy(() -> setup.apply(account.dataSource()))
        .hasMessageContainingAll(
            "task RETAIL_ANALYTICS.LAKEHOUSE.TASK_REFRESH_ICEBERG_STORES",
            "it runs after [\"RETAIL_ANALYTICS.LAKEHOUSE.TASK_REFRESH_STAGE_ICEBERG_STORES\"]");
  }

  private SnowflakeSetup tables(String schema) {
    return SnowflakeSetup.builder(schema, LOCATION)
        .table(account.table(), account.committed())
        .build();
  }

  private SnowflakeSetup everything() {
    return SnowflakeSetup.builder("RETAIL_ANALYTICS.LAKEHOUSE", LOCATION)
        .postgresInstance(
            PostgresInstance.builder("retail_txns", List.of("203.0.113.0/24"), credentials::putAll)
                .build())
        .table(account.table(), account.committed())
        .pipelines(
            PipelineSchedule.onWarehouse("COMPUTE_WH", Duration.ofMinutes(2)),
            "ICEBERG_STAGE_INTEGRATION")
        .build();
  }
}
