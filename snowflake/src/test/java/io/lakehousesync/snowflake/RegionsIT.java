package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.verify.CatalogStanding;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts in government regions, whose volumes have URLs of their own; pg_lake writes s3. */
class RegionsIT {
  private static final String SCHEMA = "RETAIL.LAKE";
  private static final String LOCATION = SnowflakeAccount.location().replace("s3://", "s3gov://");

  private final SnowflakeAccount account =
      new SnowflakeAccount(builder -> builder.storageProvider("S3GOV"));

  @BeforeEach
  void createIcebergTable() throws SQLException {
    account.createIcebergTable();
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void setsUpAndRefreshesTheTablesOfPgLake() throws SQLException {
    MetadataLocation first = account.commit();
    SnowflakeSetup setup =
        SnowflakeSetup.builder(
                SCHEMA, S3Location.of(LOCATION, "arn:aws-us-gov:iam::012345678910:role/lake"))
            .table(account.table(), first)
            .pipelines(PipelineSchedule.onWarehouse("COMPUTE_WH", Duration.ofMinutes(2)), "STAGE_I")
            .build();

    setup.apply(account.dataSource());

    assertThat(setup.check(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    MetadataLocation second = account.commit();
    SnowflakeRefresher refresher =
        SnowflakeRefresher.builder(account.dataSource())
            .storageBaseUrl(LOCATION)
            .schema(SCHEMA)
            .build();
    assertThat(refresher.refresh(account.table(), second).served()).contains(second);
    assertThat(
            CatalogObserver.of(account.dataSource(), SCHEMA)
                .status(account.table(), second)
                .standing())
        .isEqualTo(CatalogStanding.CURRENT);
    MetadataLocation third = account.commit();
    account.pass(Duration.ofMinutes(2));
    assertThat(refresher.served(account.table())).contains(third);
  }

  @Test
  void aLocationOfAnotherRegionIsRefusedWithItsCure() {
    SnowflakeSetup setup =
        SnowflakeSetup.builder(
                SCHEMA,
                S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/lake"))
            .build();

    assertThatThrownBy(() -> setup.apply(account.dataSource()))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("393962", "s3gov://", "s3china://", "snowflake.storage-base-url");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://lake/, arn:aws-us-gov:iam::1:role/r, s3gov://lake/",
    "s3gov://lake/, arn:aws:iam::1:role/r, s3://lake/",
    "s3gov://lake/, arn:aws-cn:iam::1:role/r, s3china://lake/"
  })
  void aRoleOfAnotherPartitionThanTheLocationIsRefused(String url, String role, String right) {
    assertThatThrownBy(() -> S3Location.of(url, role))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(url, role, right);
  }
}
