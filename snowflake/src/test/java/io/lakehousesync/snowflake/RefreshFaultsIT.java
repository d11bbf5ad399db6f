package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of failure at each statement of a refresh, through the real driver: what is reported is
 * true, and once the failure has passed, the table is served at the right snapshot.
 */
@Execution(ExecutionMode.CONCURRENT)
class RefreshFaultsIT {
  /** By what Snowflake's query history finds the statement. */
  private static final String NAMES_ITS_QUERY =
      "(?s).*(\\(query tag lakehouse-sync\\)|, query [0-9a-f-]{36}\\)).*";

  private final SnowflakeAccount account =
      new SnowflakeAccount(
          builder ->
              builder
                  .externalVolume("LAKE_VOLUME", SnowflakeAccount.location())
                  .catalogIntegration("PG_LAKE_CATALOG")
                  .database("RETAIL", "LAKE"));
  private final HikariDataSource pool = pool();
  private int committed;

  @BeforeEach
  void createTable() throws SQLException {
    account.createIcebergTable();
  }

  @AfterEach
  void stop() throws SQLException {
    pool.close();
    account.close();
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(account.impatient());
    config.setMaximumPoolSize(20);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  static Stream<Arguments> faultsAtStatements() {
    return Stream.of("CREATE ICEBERG TABLE", "ALTER ICEBERG TABLE", "SELECT SYSTEM$GET")
        .flatMap(
            statement -> FaultKinds.all().stream().map(fault -> Arguments.of(statement, fault)));
  }

  @ParameterizedTest
  @MethodSource("faultsAtStatements")
  void tellsTheTruthAndRecovers(String statement, Fault fault) throws SQLException {
    SnowflakeRefresher refresher = refresher();
    if (!statement.startsWith("CREATE")) {
      refresher.refresh(account.table(), commit());
    }
    MetadataLocation wanted = commit();
    account.strike(statement, fault);

    try {
      refresher.refresh(account.table(), wanted);
      assertThat(servedRows()).isEqualTo(committed);
    } catch (NotAppliedException e) {
      assertThat(e).hasMessageMatching(NAMES_ITS_QUERY);
      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(servedRows()).as(e.getMessage()).isLessThan(committed));
    } catch (LakehouseSyncException e) {
      assertThat(e).hasMessageMatching(NAMES_ITS_QUERY);
      assertThat(servedRows()).as(e.getMessage()).isIn(committed, committed - 1, 0);
    }

    account.heal();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(LakehouseSyncException.class)
        .untilAsserted(
            () -> {
              refresher.refresh(account.table(), wanted);
              assertThat(servedRows()).isEqualTo(committed);
            });
  }

  private SnowflakeRefresher refresher() {
    return SnowflakeRefresher.builder(pool)
        .storageBaseUrl(SnowflakeAccount.location())
        .schema("RETAIL.LAKE")
        .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
        .statementTimeout(Duration.ofSeconds(1))
        .build();
  }

  private MetadataLocation commit() throws SQLException {
    committed++;
    return account.commit();
  }

  /** None if there is no table. */
  private int servedRows() throws SQLException {
    try {
      return Integer.parseInt(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES"));
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return 0;
      }
      throw e;
    }
  }
}
