package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of failure at each statement of a refresh, through the real driver: what is reported is
 * true, and once the failure has passed, the table is served at the right snapshot.
 */
class RefreshFaultsIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final String BASE_URL = LAKEHOUSE.storageBaseUrl();
  private static final EmbeddedSnowflake SNOWFLAKE =
      EmbeddedSnowflake.builder(LAKEHOUSE.s3())
          .externalVolume("LAKE_VOLUME", BASE_URL)
          .catalogIntegration("PG_LAKE_CATALOG")
          .database("RETAIL", "LAKE")
          .start();
  private static final HikariDataSource DATA_SOURCE = pool();
  private static final SyncTable TABLE =
      SyncTable.of("refresh_faults_it.t", "refresh_faults_it.iceberg_t");

  private int committed;

  @BeforeEach
  void createTables() throws SQLException {
    execute(LAKEHOUSE.postgres(), "DROP SCHEMA IF EXISTS refresh_faults_it CASCADE");
    execute(LAKEHOUSE.postgres(), "CREATE SCHEMA refresh_faults_it");
    execute(
        LAKEHOUSE.postgres(), "CREATE TABLE refresh_faults_it.iceberg_t (id int) USING iceberg");
    execute(DATA_SOURCE, "DROP ICEBERG TABLE IF EXISTS RETAIL.LAKE.ICEBERG_T");
  }

  @AfterEach
  void heal() {
    SNOWFLAKE.faults().clear();
  }

  @AfterAll
  static void stop() throws SQLException {
    execute(LAKEHOUSE.postgres(), "DROP SCHEMA IF EXISTS refresh_faults_it CASCADE");
    DATA_SOURCE.close();
    SNOWFLAKE.close();
  }

  private static HikariDataSource pool() {
    Properties properties = SNOWFLAKE.connectionProperties();
    properties.setProperty("networkTimeout", "1500");
    properties.setProperty("HTTP_CLIENT_SOCKET_TIMEOUT", "1500");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(SNOWFLAKE.jdbcUrl());
    config.setDataSourceProperties(properties);
    config.setMaximumPoolSize(20);
    return new HikariDataSource(config);
  }

  static Stream<Arguments> faultsAtStatements() {
    return Stream.of("CREATE ICEBERG TABLE", "ALTER ICEBERG TABLE", "SELECT SYSTEM$GET")
        .flatMap(
            statement -> FaultKinds.all().stream().map(fault -> Arguments.of(statement, fault)));
  }

  @ParameterizedTest
  @MethodSource("faultsAtStatements")
  void tellsTheTruthAndRecovers(String statement, Fault fault) throws Exception {
    SnowflakeRefresher refresher = refresher();
    if (!statement.startsWith("CREATE")) {
      refresher.refresh(TABLE, commit());
    }
    MetadataLocation wanted = commit();
    if (FaultKinds.passing().contains(fault)) {
      SNOWFLAKE.faults().onNext(sql -> sql.startsWith(statement), fault);
    } else {
      SNOWFLAKE.faults().onEvery(sql -> sql.startsWith(statement), fault);
    }

    try {
      refresher.refresh(TABLE, wanted);
      assertThat(servedRows()).isEqualTo(committed);
    } catch (NotAppliedException e) {
      await()
          .during(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(servedRows()).as(e.getMessage()).isLessThan(committed));
    } catch (LakehouseSyncException e) {
      assertThat(servedRows()).as(e.getMessage()).isIn(committed, committed - 1, 0);
    }

    SNOWFLAKE.faults().clear();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(LakehouseSyncException.class)
        .untilAsserted(
            () -> {
              refresher.refresh(TABLE, wanted);
              assertThat(servedRows()).isEqualTo(committed);
            });
  }

  private static SnowflakeRefresher refresher() {
    return SnowflakeRefresher.builder(DATA_SOURCE)
        .storageBaseUrl(BASE_URL)
        .schema("RETAIL.LAKE")
        .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
        .statementTimeout(Duration.ofSeconds(2))
        .build();
  }

  private MetadataLocation commit() throws SQLException {
    execute(LAKEHOUSE.postgres(), "INSERT INTO refresh_faults_it.iceberg_t VALUES (1)");
    committed++;
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres())
            .locate(List.of(TABLE.target()))
            .get(TABLE.target()));
  }

  /** None if there is no table. */
  private static int servedRows() throws SQLException {
    try (Connection connection = DATA_SOURCE.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_T")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return 0;
      }
      throw e;
    }
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
