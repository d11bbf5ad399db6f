package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableReport;
import io.lakehousesync.Unfinished;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host closes its sync while Snowflake does not answer, and restarts it. */
class CloseDuringRefreshIT {
  private final DataSource postgres = LakehouseUnderTest.shared().postgres();
  private final SnowflakeAccount account = new SnowflakeAccount();
  private final SyncTable table = account.table().mode(WriteMode.APPEND);

  @BeforeEach
  void createTables() throws SQLException {
    account.createIcebergTable();
    SnowflakeAccount.postgres("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    SnowflakeAccount.postgres("CREATE TABLE %s (id int PRIMARY KEY)".formatted(table.source()));
    PgLakeSetup.of(postgres).apply(List.of(table));
    SnowflakeSetup.builder(
            "RETAIL.LAKE",
            S3Location.of(
                SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/retail-lake"))
        .build()
        .apply(account.dataSource());
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALTER ICEBERG TABLE", "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION"})
  void closeReturnsInTimeAndARestartContinues(String statement) throws SQLException {
    LakehouseSync closed = sync();
    closed.runOnce().orThrow();
    SnowflakeAccount.postgres("INSERT INTO %s VALUES (1), (2)".formatted(table.source()));
    CompletableFuture<String> hanging = new CompletableFuture<>();
    account
        .snowflake()
        .faults()
        .onNext(sql -> sql.startsWith(statement) && hanging.complete(sql), Fault.hang());
    CompletableFuture<TableReport> run = closed.trigger(table.source().toString());
    hanging.join();

    long began = System.nanoTime();
    assertThat(closed.close(Duration.ofMillis(300)))
        .containsExactly(new Unfinished(table, "refreshing"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(run).isNotDone();

    SnowflakeAccount.postgres("INSERT INTO %s VALUES (3)".formatted(table.source()));
    // The hanging statement may still be executed, so others wait until its deadline.
    assertThat(run.join().rows()).isEqualTo(2);
    try (LakehouseSync restarted = sync()) {
      restarted.runOnce().orThrow();
    }
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES")).isEqualTo("3");
  }

  private LakehouseSync sync() {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(postgres))
        .locator(IcebergTablesLocator.of(postgres))
        .refresher(
            SnowflakeRefresher.builder(account.dataSource())
                .storageBaseUrl(SnowflakeAccount.location())
                .schema("RETAIL.LAKE")
                .statementTimeout(Duration.ofSeconds(2))
                .createMissing("LAKEHOUSE_SYNC_VOLUME", "LAKEHOUSE_SYNC_CATALOG")
                .build())
        .table(table)
        .build();
  }
}
