package io.lakehousesync.snowflake;

import static io.lakehousesync.snowflake.SnowflakeAccount.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of failure at each statement of a wait for Snowflake's own refresh, through the real
 * driver. Snowflake's time passes only when a test lets it.
 */
class AutoRefreshFaultsIT {
  private static final String SERVED = "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION";
  private static final String STATUS = "SELECT SYSTEM$AUTO_REFRESH_STATUS";
  private static final String ARM = "ALTER ICEBERG TABLE";
  private static final Duration PATIENT = Duration.ofMinutes(1);

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

  static List<String> statements() {
    return List.of(SERVED, STATUS, ARM);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void tellsTheTruthAndIsServedByTheNextRefresh(String statement) throws SQLException {
    for (Fault fault : FaultKinds.lasting()) {
      managed.setState(AutoRefreshState.STOPPED);
      String before = managed.rows();
      MetadataLocation wanted = SnowflakeAccount.commit();
      account.strike(statement, fault);

      assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(TABLE, wanted))
          .as("%s", fault)
          .isInstanceOf(
              statement.equals(SERVED)
                  ? OutcomeUnknownException.class
                  : LakehouseSyncException.class)
          .hasMessageContaining(wanted.uri());
      assertThat(managed.rows()).isEqualTo(before);

      account.heal();
      managed.letTimePass();
      assertThat(observer(PATIENT).refresh(TABLE, wanted).served())
          .as("%s", fault)
          .contains(wanted);
      managed.stopTime();
    }
  }

  @ParameterizedTest
  @MethodSource("statements")
  void whateverPassesIsMadeGoodInTheSameRefresh(String statement) throws SQLException {
    List<Fault> faults = new ArrayList<>(FaultKinds.all());
    faults.remove(FaultKinds.REFUSED);
    for (Fault fault : faults) {
      managed.setState(AutoRefreshState.STOPPED);
      MetadataLocation wanted = SnowflakeAccount.commit();
      account.snowflake().faults().onNext(sql -> sql.startsWith(statement), fault);
      managed.letTimePass();

      assertThat(observer(PATIENT).refresh(TABLE, wanted).served())
          .as("%s", fault)
          .contains(wanted);
      managed.stopTime();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVED, ARM})
  void whatIsRefusedIsNotTriedAgain(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = SnowflakeAccount.commit();
    account.snowflake().faults().onNext(sql -> sql.startsWith(statement), FaultKinds.REFUSED);

    assertThatThrownBy(() -> observer(PATIENT).refresh(TABLE, wanted))
        .hasMessageContainingAll(
            "Insufficient privileges", "Check the name, and that the role owns");
    assertThat(account.statements(statement)).isOne();
  }

  @Test
  void aRefreshThatStopsAgainIsSetGoingAgain() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = SnowflakeAccount.commit();
    CompletableFuture<RefreshResult> refresh =
        CompletableFuture.supplyAsync(() -> observer(PATIENT).refresh(TABLE, wanted));
    await().atMost(PATIENT).until(() -> account.statements(ARM) == 1);
    int looks = account.statements(STATUS);
    await().atMost(PATIENT).until(() -> account.statements(STATUS) > looks + 1);

    managed.setState(AutoRefreshState.STOPPED);
    await().atMost(PATIENT).until(() -> account.statements(ARM) == 2);
    managed.letTimePass();

    assertThat(refresh.join()).isEqualTo(new RefreshResult.Refreshed(wanted, Optional.empty()));
  }

  @Test
  void oneThatIsNeverSeenRunningIsNotSetGoingAtEachLook() throws SQLException {
    MetadataLocation wanted = SnowflakeAccount.commit();
    account.snowflake().faults().onEvery(this::isStoppedWhenItIsAsked, Fault.hang());

    assertThatThrownBy(() -> observer(Duration.ofSeconds(2)).refresh(TABLE, wanted))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("STOPPED");
    assertThat(account.statements(STATUS)).isGreaterThan(2);
    assertThat(account.statements(ARM)).isOne();
  }

  @Test
  void oneThatIsStalledIsLeftToRecover() throws SQLException {
    managed.setState(AutoRefreshState.STALLED);
    MetadataLocation wanted = SnowflakeAccount.commit();

    assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(TABLE, wanted))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll("Snowflake refreshes by itself, and may yet", "STALLED");
    assertThat(account.statements(ARM)).isZero();
  }

  @ParameterizedTest
  @MethodSource("statements")
  void waitsNoLongerThanItsPatienceWhateverHangs(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = SnowflakeAccount.commit();
    account.strike(statement, Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .patience(Duration.ofSeconds(2))
            .build();
    long begun = System.nanoTime();

    assertThatThrownBy(() -> observer.refresh(TABLE, wanted)).hasMessageContaining(wanted.uri());

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aTableThatWasCreatedAnewIsNotWaitedFor() throws SQLException {
    MetadataLocation before = SnowflakeAccount.committed();
    SnowflakeAccount.createIcebergTable();
    MetadataLocation anew = SnowflakeAccount.commit();

    assertThatThrownBy(() -> observer(PATIENT).refresh(TABLE, anew))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(before.uri(), anew.uri(), "drop the one in Snowflake");
  }

  /** Strikes nothing. */
  private boolean isStoppedWhenItIsAsked(String sql) {
    if (sql.startsWith(STATUS)) {
      managed.setState(AutoRefreshState.STOPPED);
    }
    return false;
  }

  private AutoRefreshObserver observer(Duration patience) {
    return AutoRefreshObserver.builder(account.impatient())
        .schema("RETAIL.LAKE")
        .patience(patience)
        .interval(Duration.ofMillis(50))
        .statementTimeout(Duration.ofSeconds(1))
        .build();
  }
}
