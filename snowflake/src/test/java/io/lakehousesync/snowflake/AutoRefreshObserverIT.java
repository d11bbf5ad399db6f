package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import io.lakehousesync.testkit.snowflake.ExecutedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tables that Snowflake refreshes by itself, over the catalog of a Postgres instance. */
@Execution(ExecutionMode.CONCURRENT)
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
  void appliesTheSetUpOnceAndDropsIt() {
    int statements = account.snowflake().statements().size();

    assertThat(managed.setup().apply(account.dataSource()))
        .allSatisfy(result -> assertThat(result.state()).isEqualTo(State.PRESENT));
    assertThat(account.changesSince(statements)).isEmpty();
    managed.setup().drop(account.dataSource());
    assertThat(managed.setup().check(account.dataSource()))
        .filteredOn(result -> result.state() == State.PRESENT)
        .hasSize(2);
  }

  @Test
  void waitsUntilSnowflakeServesTheSnapshot() throws SQLException {
    MetadataLocation location = account.commit();
    managed.letTimePass();

    RefreshResult result = observer(Duration.ofSeconds(30)).refresh(account.table(), location);

    assertThat(result).isEqualTo(RefreshResult.refreshed(location));
    assertThat(account.value("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES")).isEqualTo("1");
    assertThat(observer(Duration.ofSeconds(30)).refresh(account.table(), location))
        .isEqualTo(new RefreshResult.Unchanged(location));
  }

  @Test
  void aLaterSnapshotIncludesAnEarlierOne() throws SQLException {
    MetadataLocation location = account.commit();
    MetadataLocation later = account.commit();
    account.pass(Duration.ofMinutes(5));

    assertThat(observer(Duration.ofSeconds(30)).refresh(account.table(), location))
        .isEqualTo(new RefreshResult.Unchanged(later));
  }

  @Test
  void restartsStoppedRefreshes() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation location = account.commit();
    managed.letTimePass();

    assertThat(observer(Duration.ofSeconds(30)).refresh(account.table(), location).served())
        .contains(location);
    assertThat(account.snowflake().statements())
        .extracting(ExecutedStatement::sql)
        .contains(
            "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = TRUE");
  }

  @Test
  void reportsWhatIsServedAfterATimeout() throws SQLException {
    MetadataLocation before = account.committed();
    MetadataLocation location = account.commit();

    assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(account.table(), location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(location.uri(), before.uri(), "executionState");
  }

  private AutoRefreshObserver observer(Duration waitTimeout) {
    return AutoRefreshObserver.builder(account.dataSource())
        .schema("RETAIL.LAKE")
        .waitTimeout(waitTimeout)
        .checkInterval(Duration.ofMillis(50))
        .build();
  }
}
