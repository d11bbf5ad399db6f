package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import io.lakehousesync.testkit.snowflake.Fault;
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
  private static final String REFRESH =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" REFRESH";

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
  void refreshesAtOnce() throws SQLException {
    MetadataLocation location = account.commit();

    assertThat(observer(Duration.ofMinutes(5)).refresh(account.table(), location))
        .isEqualTo(RefreshResult.refreshed(location));

    assertThat(account.statements(REFRESH)).isOne();
    assertThat(account.statements(REFRESH.replace("REFRESH", "SET AUTO_REFRESH"))).isZero();
  }

  @Test
  void waitsForSnowflakesOwnRefreshIfItsRoleMayNotRefresh() throws SQLException {
    account.strike(REFRESH, FaultKinds.REFUSED);
    MetadataLocation location = account.commit();
    managed.letTimePass();

    assertThat(observer(Duration.ofMinutes(5)).refresh(account.table(), location))
        .isEqualTo(RefreshResult.refreshed(location));
    assertThat(account.statements(REFRESH)).isOne();
  }

  @Test
  void waitsUntilSnowflakeServesTheSnapshot() throws SQLException {
    account.holdCatalog();
    MetadataLocation location = account.commit();
    account.snowflake().faults().onNext(this::releasesTheCatalogAfterTheRefresh, Fault.hang());
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

  /** Source: docs.snowflake.com, /en/user-guide/tables-iceberg-auto-refresh, error recovery. */
  @Test
  void restartsStoppedRefreshes() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation location = account.commit();
    int statements = account.snowflake().statements().size();

    assertThat(observer(Duration.ofSeconds(30)).refresh(account.table(), location).served())
        .contains(location);

    String alter = "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" ";
    assertThat(account.changesSince(statements))
        .containsExactly(
            alter + "SET AUTO_REFRESH = FALSE", REFRESH, alter + "SET AUTO_REFRESH = TRUE");
    String before = managed.rows();
    account.commit();
    account.pass(Duration.ofMinutes(5));
    assertThat(managed.rows()).as("Snowflake refreshes by itself again").isNotEqualTo(before);
  }

  @Test
  void aTableIsServedAlthoughItsAutoRefreshStaysOff() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation location = account.commit();
    account.strike(REFRESH.replace("REFRESH", "SET AUTO_REFRESH = TRUE"), FaultKinds.REFUSED);

    assertThat(observer(Duration.ofMinutes(5)).refresh(account.table(), location).served())
        .contains(location);

    account.heal();
    MetadataLocation next = account.commit();
    assertThat(observer(Duration.ofMinutes(5)).refresh(account.table(), next).served())
        .contains(next);
    String before = managed.rows();
    account.commit();
    account.pass(Duration.ofMinutes(5));
    assertThat(managed.rows()).isNotEqualTo(before);
  }

  private boolean releasesTheCatalogAfterTheRefresh(String sql) {
    if (sql.startsWith("SELECT SYSTEM$AUTO_REFRESH_STATUS") && account.statements(REFRESH) > 0) {
      account.releaseCatalog();
    }
    return false;
  }

  @Test
  void reportsWhatIsServedAfterATimeout() throws SQLException {
    MetadataLocation before = account.committed();
    account.holdCatalog();
    MetadataLocation location = account.commit();

    assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(account.table(), location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(location.uri(), before.uri(), "executionState");
  }

  @Test
  void aTableOfFilesInObjectStorageIsNeverRefreshedByItself() throws SQLException {
    SyncTable files = account.table().catalogName("FILES");
    SnowflakeSetup.builder(
            "RETAIL.LAKE",
            S3Location.of(SnowflakeAccount.location(), "arn:aws:iam::012345678910:role/lake"))
        .table(files, account.commit())
        .build()
        .apply(account.dataSource());
    account.execute("ALTER ICEBERG TABLE RETAIL.LAKE.FILES SET AUTO_REFRESH = TRUE");
    MetadataLocation location = account.commit();
    managed.letTimePass();

    assertThatThrownBy(() -> observer(Duration.ofMinutes(5)).refresh(files, location))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(
            "RETAIL.LAKE.FILES", "CATALOG_SOURCE = OBJECT_STORE", "accepts", "SnowflakeRefresher");
  }

  private AutoRefreshObserver observer(Duration waitTimeout) {
    return AutoRefreshObserver.builder(account.dataSource())
        .schema("RETAIL.LAKE")
        .waitTimeout(waitTimeout)
        .checkInterval(Duration.ofMillis(50))
        .build();
  }
}
