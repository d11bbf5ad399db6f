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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that Snowflake refreshes by itself, over the catalog of a Postgres instance. */
class AutoRefreshObserverIT {
  private final ManagedAccount managed = new ManagedAccount();
  private final SnowflakeAccount account = managed.account();

  @BeforeEach
  void setUp() throws SQLException {
    managed.setUp();
  }

  @AfterEach
  void close() throws SQLException {
    managed.close();
  }

  @Test
  void theSetUpIsAppliedOnceAndDropped() {
    int statements = account.snowflake().statements().size();

    assertThat(ManagedAccount.setup().apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();
    ManagedAccount.setup().drop(account.dataSource());
    assertThat(ManagedAccount.setup().check(account.dataSource()))
        .filteredOn(result -> result.state() == State.PRESENT)
        .hasSize(2);
  }

  @Test
  void waitsUntilSnowflakeServesTheSnapshot() throws SQLException {
    MetadataLocation location = SnowflakeAccount.commit();
    managed.letTimePass();

    RefreshResult result = observer(Duration.ofSeconds(30)).refresh(TABLE, location);

    assertThat(result).isEqualTo(new RefreshResult.Refreshed(location, Optional.empty()));
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES")).isEqualTo("1");
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
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation location = SnowflakeAccount.commit();
    managed.letTimePass();

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

    assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(TABLE, location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(location.uri(), before.uri(), "executionState");
  }

  private AutoRefreshObserver observer(Duration patience) {
    return AutoRefreshObserver.builder(account.dataSource())
        .schema("RETAIL.LAKE")
        .patience(patience)
        .interval(Duration.ofMillis(50))
        .build();
  }
}
