package io.lakehousesync.examples.retail;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.s3.IamDocuments;
import io.lakehousesync.s3.TrustedPrincipal;
import io.lakehousesync.snowflake.SnowflakeConnections;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.snowflake.SnowflakeSetup;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.snowflake.setup.SnowflakeRoles;
import io.lakehousesync.snowflake.setup.StorageIdentity;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Follows the whole article, from an empty Snowflake account to equal counts, with the real driver:
 * once with this library as the refresher, once with Snowflake's own tasks. The roles that set up,
 * refresh and read have only the privileges of {@link SnowflakeSetup#grants}.
 */
@Tag("slow")
class ArticleIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final String SCHEMA = "RETAIL_ANALYTICS.LAKEHOUSE";
  private static final Duration TICK = Duration.ofMinutes(2);
  private static final SnowflakeRoles ROLES =
      new SnowflakeRoles("SETTING_UP", "REFRESHING", "VERIFYING", "READING");

  private final SettableClock clock = new SettableClock();
  private final Map<String, String> credentials = new HashMap<>();
  private final RetailDatabase database =
      new RetailDatabase("article_it", Optional.of(LAKEHOUSE.locationPrefix()));
  private final List<SyncTable> tables = RetailTables.in(database);
  private EmbeddedSnowflake account;
  private DataSource admin;
  private DataSource snowflake;
  private DataSource postgres;

  @BeforeEach
  void open() {
    account =
        EmbeddedSnowflake.builder(LAKEHOUSE.s3())
            .clock(clock)
            .postgresInstanceStartup(Duration.ofMillis(300))
            .start();
    admin = snowflake("ACCOUNTADMIN");
    snowflake = snowflake(ROLES.setUp());
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(LAKEHOUSE.jdbcUrl());
    source.setUser(LAKEHOUSE.user());
    source.setPassword(LAKEHOUSE.password());
    source.setCurrentSchema("article_it");
    postgres = source;
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS article_it CASCADE");
    }
  }

  @Test
  void withPushRefreshes() throws SQLException {
    setUpAccount();
    SnowflakeSetup setup = plan(true).build();
    setup.apply(snowflake);
    changesNothing(setup);
    grant(setup, ROLES.refresh());
    grant(setup, ROLES.read());
    LakehouseSyncBuilder sync =
        sync()
            .refresher(
                SnowflakeRefresher.builder(snowflake(ROLES.refresh()))
                    .storageBaseUrl(LAKEHOUSE.storageBaseUrl())
                    .schema(SCHEMA)
                    .build());

    try (LakehouseSync built = sync.build()) {
      for (int i = 0; i < 3; i++) {
        write(200, i);
        built.runOnce().orThrow();
        countsAgree();
      }
    }
  }

  @Test
  void withTheTaskPipeline() throws SQLException {
    setUpAccount();
    SnowflakeSetup setup =
        plan(true)
            .pipelines(
                PipelineSchedule.onWarehouse("COMPUTE_WH", TICK), "ICEBERG_STAGE_S3_INTEGRATION")
            .build();
    grant(setup, ROLES.setUp());
    setup.apply(snowflake);
    changesNothing(setup);
    grant(setup, ROLES.read());
    // The article's third stage: AWS must also trust the integration of the stages.
    assertThat(setup.identities(snowflake)).hasSize(3);

    try (LakehouseSync built = sync().build()) {
      for (int i = 0; i < 3; i++) {
        write(200, i);
        built.runOnce().orThrow();
        clock.passed = clock.passed.plus(TICK);
        account.runTasks();
        countsAgree();
      }
    }
    setup.drop(snowflake);
    assertThat(setup.check(snowflake))
        .filteredOn(result -> result.state() != SetupResult.State.MISSING)
        .hasSize(2);
  }

  /**
   * Sets up instance, network, storage and volume; then AWS, whose policy grows; then PostgreSQL.
   */
  private void setUpAccount() throws SQLException {
    SnowflakeSetup setup = plan(false).build();
    grant(setup, ROLES.setUp());
    setup.apply(snowflake);
    assertThat(credentials).containsKey("access_roles");

    List<StorageIdentity> identities = setup.identities(snowflake);
    assertThat(identities).hasSize(2);
    String trustPolicy =
        IamDocuments.trustPolicy(
            identities.stream()
                .map(identity -> new TrustedPrincipal(identity.iamUserArn(), identity.externalId()))
                .toList());
    assertThat(identities)
        .allSatisfy(
            identity ->
                assertThat(trustPolicy).contains(identity.iamUserArn(), identity.externalId()));

    try (Connection connection = postgres.getConnection()) {
      database.prepare(connection, RetailDatabase.Existing.REFUSE);
    }
    // The article's "seed dimension data into Iceberg".
    try (LakehouseSync sync = sync().build()) {
      sync.runOnce().orThrow();
    }
  }

  private DataSource snowflake(String role) {
    return SnowflakeConnections.forUrl(account.jdbcUrl())
        .password("SYNC", "sync")
        .role(role)
        .build();
  }

  /** Runs the grants of a role. Without them, the user has the role, but no privilege. */
  private void grant(SnowflakeSetup setup, String role) throws SQLException {
    try (Connection connection = admin.getConnection();
        Statement statement = connection.createStatement()) {
      for (SetupStep step : setup.grants(ROLES)) {
        if (step.title().contains(" " + role + ",")) {
          for (String sql : step.statements()) {
            statement.execute(sql);
          }
        }
      }
      statement.execute("GRANT ROLE %s TO USER SYNC".formatted(role));
    }
  }

  private SnowflakeSetup.Builder plan(boolean withTables) {
    SnowflakeSetup.Builder plan =
        SnowflakeSetup.builder(
                SCHEMA,
                S3Location.of(
                    LAKEHOUSE.storageBaseUrl(),
                    "arn:aws:iam::012345678910:role/snowflake-retail-lake-role"))
            .postgresInstance(
                PostgresInstance.builder(
                        "retail_txns", List.of("203.0.113.0/24"), credentials::putAll)
                    .networkRule("RETAIL_ANALYTICS.LAKEHOUSE.PG_RETAIL_INGRESS")
                    .networkPolicy("PG_RETAIL_ALLOWED")
                    .build())
            .externalVolume("RETAIL_LAKE_VOLUME")
            .catalogIntegration("PG_LAKE_CATALOG");
    if (withTables) {
      Map<TableName, MetadataLocation> committed =
          IcebergTablesLocator.of(postgres)
              .locations(tables.stream().map(SyncTable::target).toList());
      tables.forEach(
          table -> plan.table(table, Objects.requireNonNull(committed.get(table.target()))));
    }
    return plan;
  }

  private LakehouseSyncBuilder sync() {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(PgLakeSource.of(postgres))
            .locator(IcebergTablesLocator.of(postgres));
    tables.forEach(builder::table);
    return builder;
  }

  private void changesNothing(SnowflakeSetup setup) {
    int statements = account.statements().size();

    assertThat(setup.apply(snowflake))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(SetupResult.State.PRESENT));
    assertThat(account.statements().subList(statements, account.statements().size()))
        .allSatisfy(
            statement -> assertThat(statement.sql()).matches("(?s)(SHOW|DESCRIBE|SELECT) .*"));
  }

  private void write(int transactions, int seed) throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      TransactionWriter.write(
          connection, TransactionGenerator.load(connection, new Random(seed)).batch(transactions));
    }
  }

  private void countsAgree() throws SQLException {
    try (Connection heap = postgres.getConnection();
        Connection catalog = snowflake(ROLES.read()).getConnection();
        Statement use = catalog.createStatement()) {
      use.execute("USE SCHEMA " + SCHEMA);
      Counts written = Counts.ofHeap(heap);
      assertThat(written.rows().get(RetailTables.TRANSACTIONS)).isPositive();
      assertThat(Counts.ofIceberg(heap)).isEqualTo(written);
      assertThat(Counts.ofCatalog(catalog)).isEqualTo(written);
    }
  }

  /** A clock that the test can advance. */
  private static final class SettableClock extends Clock {
    volatile Duration passed = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(passed);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
