package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.verify.CatalogStanding;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What works in a session without a warehouse, and what the errors of the rest say. */
class WithoutWarehouseIT {
  private static final String SCHEMA = "RETAIL.LAKE";

  private final SnowflakeAccount account = new SnowflakeAccount();
  private MetadataLocation committed;

  @BeforeEach
  void setUp() throws SQLException {
    account.createIcebergTable();
    committed = account.commit();
    SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/lake"))
        .table(account.table(), committed)
        .pipelines(PipelineSchedule.onWarehouse("COMPUTE_WH", Duration.ofMinutes(2)), "STAGE_INT")
        .build()
        .apply(account.withoutWarehouse());
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void aRefreshWorks() throws SQLException {
    MetadataLocation next = account.commit();

    assertThat(
            SnowflakeRefresher.builder(account.withoutWarehouse())
                .storageBaseUrl(SnowflakeAccount.location())
                .schema(SCHEMA)
                .build()
                .refresh(account.table(), next)
                .served())
        .contains(next);
  }

  @Test
  void theHistorySaysWhatIsMissing() {
    CatalogObserver observer = CatalogObserver.of(account.withoutWarehouse(), SCHEMA);

    assertThat(observer.status(account.table(), committed).standing())
        .isEqualTo(CatalogStanding.CURRENT);
    assertSaysWhatIsMissing(() -> observer.history(account.table()));
  }

  @Test
  void theStatusOfAPipelineSaysWhatIsMissing() {
    assertSaysWhatIsMissing(
        TaskPipeline.of(account.withoutWarehouse(), SCHEMA, account.table())::status);
  }

  private static void assertSaysWhatIsMissing(ThrowingCallable statement) {
    assertThatThrownBy(statement)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(
            "000606", "The session has no warehouse", "snowflake.warehouse", "USAGE");
  }
}
