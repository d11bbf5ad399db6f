package io.lakehousesync.snowflake;

import static io.lakehousesync.snowflake.SnowflakeAccount.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.snowflake.SetupResult.State;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import io.lakehousesync.testkit.snowflake.ExecutedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that Snowflake refreshes by itself, over the catalog of a Postgres instance. */
class AutoRefreshObserverIT {
  private static final String NAME = "RETAIL.LAKE.ICEBERG_STORES";

  private final SnowflakeAccount account =
      new SnowflakeAccount(
          builder ->
              builder.managedCatalog(name -> Optional.of(SnowflakeAccount.committed().uri())));
  private final ScheduledExecutorService snowflakesTime =
      Executors.newSingleThreadScheduledExecutor();
  private @Nullable Future<?> time;

  @BeforeEach
  void setUp() throws SQLException {
    SnowflakeAccount.createIcebergTable();
    account.execute(
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    account.wait(Duration.ofHours(1));
    setup().apply(account.dataSource());
  }

  private static SnowflakeSetup setup() {
    return SnowflakeSetup.managed(
        "RETAIL.LAKE",
        new ManagedCatalog(
            "PG_CATALOG", "RETAIL_TXNS", "postgres", "account_it", Duration.ofSeconds(60)),
        List.of(TABLE));
  }

  @Test
  void theSetUpIsAppliedOnceAndDropped() {
    int statements = account.snowflake().statements().size();

    assertThat(setup().apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();
    setup().drop(account.dataSource());
    assertThat(setup().check(account.dataSource()))
        .filteredOn(result -> result.state() == State.PRESENT)
        .hasSize(2);
  }

  @AfterEach
  void close() throws Exception {
    if (time != null) {
      // Done before it is cancelled, it has failed.
      assertThat(time.isDone()).isFalse();
      time.cancel(false);
    }
    snowflakesTime.shutdown();
    assertThat(snowflakesTime.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    account.close();
    SnowflakeAccount.dropIcebergTable();
  }

  @Test
  void waitsUntilSnowflakeServesTheSnapshot() throws SQLException {
    MetadataLocation location = SnowflakeAccount.commit();
    letTimePass();

    RefreshResult result = observer(Duration.ofSeconds(30)).refresh(TABLE, location);

    assertThat(result).isEqualTo(new RefreshResult.Refreshed(location, Optional.empty()));
    assertThat(account.value("SELECT COUNT(*) FROM " + NAME)).isEqualTo("1");
    assertThat(observer(Duration.ofSeconds(30)).refresh(TABLE, location))
        .isEqualTo(new RefreshResult.Unchanged(location));
  }

  @Test
  void aLaterSnapshotIncludesIt() throws SQLException {
    MetadataLocation location = SnowflakeAccount.commit();
    MetadataLocation later = SnowflakeAccount.commit();
    account.pass(Duration.ofMinutes(5));

    assertThat(observer(Duration.ofSeconds(30)).refresh(TABLE, location))
        .isEqualTo(new RefreshResult.Unchanged(later));
  }

  @Test
  void setsAStoppedRefreshGoingAgain() throws SQLException {
    account.snowflake().setAutoRefreshState(NAME, AutoRefreshState.STOPPED);
    MetadataLocation location = SnowflakeAccount.commit();
    letTimePass();

    assertThat(observer(Duration.ofSeconds(30)).refresh(TABLE, location).served())
        .contains(location);
    assertThat(account.snowflake().statements())
        .extracting(ExecutedStatement::sql)
        .contains(
            "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = TRUE");
  }

  @Test
  void saysWhatIsServedIfItTakesTooLong() throws SQLException {
    MetadataLocation before = SnowflakeAccount.committed();
    MetadataLocation location = SnowflakeAccount.commit();

    assertThatThrownBy(() -> observer(Duration.ofMillis(300)).refresh(TABLE, location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(location.uri(), before.uri(), "executionState");
  }

  /** Snowflake looks every 30 seconds or more; here a minute passes in a tenth of a second. */
  private void letTimePass() {
    time =
        snowflakesTime.scheduleAtFixedRate(
            () -> account.pass(Duration.ofMinutes(1)), 500, 100, TimeUnit.MILLISECONDS);
  }

  private AutoRefreshObserver observer(Duration patience) {
    return AutoRefreshObserver.builder(account.dataSource())
        .schema("RETAIL.LAKE")
        .patience(patience)
        .interval(Duration.ofMillis(50))
        .build();
  }
}
