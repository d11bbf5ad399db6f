package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another engine raises the table from format version 2 to 3; Snowflake cannot refresh it then. */
class FormatUpgradeIT {
  private static final String SCHEMA = "RETAIL.LAKE";

  private final SnowflakeAccount account = new SnowflakeAccount();
  private MetadataLocation before;
  private MetadataLocation raised;

  @BeforeEach
  void raiseTheFormatOfATableInSnowflake() throws SQLException {
    account.createIcebergTable();
    before = account.commit();
    SnowflakeSetup.builder(
            SCHEMA,
            S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/lake"))
        .table(account.table(), before)
        .build()
        .apply(account.dataSource());
    raised = SnowflakeAccount.raiseFormat(before);
  }

  @AfterEach
  void close() throws SQLException {
    account.close();
  }

  @Test
  void withAReaderTheCauseIsNamedBeforeAnythingIsSent() {
    SnowflakeRefresher refresher = builder().metadataReader(SnowflakeAccount::summary).build();
    int statements = account.statements("ALTER ICEBERG TABLE");

    assertThatThrownBy(() -> refresher.refresh(account.table(), raised))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(
            "RETAIL.LAKE.ICEBERG_STORES",
            "format version 2 to 3",
            "Nothing was changed",
            "SnowflakeRefresher.replace",
            "setup --replace TABLE");

    assertThat(account.statements("ALTER ICEBERG TABLE")).isEqualTo(statements);
    assertThat(refresher.served(account.table())).contains(before);
  }

  @Test
  void withoutAReaderTheErrorNamesThePossibleCauseAndTheCureHelps() {
    SnowflakeRefresher refresher =
        builder().createMissing("LAKEHOUSE_SYNC_VOLUME", "LAKEHOUSE_SYNC_CATALOG").build();

    assertThatThrownBy(() -> refresher.refresh(account.table(), raised))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(
            "It still serves the earlier snapshot",
            "raised to Iceberg format version 3",
            "SnowflakeRefresher.replace");

    refresher.replace(account.table(), raised);
    assertThat(refresher.served(account.table())).contains(raised);
  }

  private SnowflakeRefresher.Builder builder() {
    return SnowflakeRefresher.builder(account.dataSource())
        .storageBaseUrl(SnowflakeAccount.location())
        .schema(SCHEMA);
  }
}
