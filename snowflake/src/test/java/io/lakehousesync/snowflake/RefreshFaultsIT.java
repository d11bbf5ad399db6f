package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of fault at each statement of a refresh, through the real driver. The report is true,
 * and after the fault the table serves the right snapshot.
 */
@Execution(ExecutionMode.CONCURRENT)
class RefreshFaultsIT {
  /** The query tag, by which Snowflake's query history finds the statement. */
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

  /** An error that Snowflake sends, and an answer that is lost. */
  private static final List<Fault> REPRESENTATIVE =
      List.of(FaultKinds.quick().get(0), FaultKinds.LOST_ANSWER);

  static Stream<Arguments> faultsAtStatements() {
    return atStatements(REPRESENTATIVE);
  }

  static Stream<Arguments> otherFaultsAtStatements() {
    return atStatements(
        FaultKinds.all().stream().filter(fault -> !REPRESENTATIVE.contains(fault)).toList());
  }

  private static Stream<Arguments> atStatements(List<Fault> faults) {
    return Stream.of("CREATE ICEBERG TABLE", "ALTER ICEBERG TABLE", "SELECT SYSTEM$GET")
        .flatMap(statement -> faults.stream().map(fault -> Arguments.of(statement, fault)));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("otherFaultsAtStatements")
  void reportsTheOutcomeOfEachOtherFaultAndRecovers(String statement, Fault fault)
      throws SQLException {
    reportsTheOutcomeAndRecovers(statement, fault);
  }

  @ParameterizedTest
  @MethodSource("faultsAtStatements")
  void reportsTheOutcomeAndRecovers(String statement, Fault fault) throws SQLException {
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

  /** Returns nothing if there is no table. */
  private int servedRows() throws SQLException {
    try {
      return Integer.parseInt(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES"));
    } catch (SQLException e) {
      if (SnowflakeErrors.isMissing(e)) {
        return 0;
      }
      throw e;
    }
  }
}
