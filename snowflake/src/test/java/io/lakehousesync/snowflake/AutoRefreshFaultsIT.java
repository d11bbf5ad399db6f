package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of failure at each statement of a wait for Snowflake's own refresh, through the real
 * driver. Snowflake's time passes only when a test lets it.
 */
@Execution(ExecutionMode.CONCURRENT)
class AutoRefreshFaultsIT {
  private static final String SERVED = "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION";
  private static final String STATUS = "SELECT SYSTEM$AUTO_REFRESH_STATUS";
  private static final String OFF =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = FALSE";
  private static final String ON =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = TRUE";
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
    return List.of(SERVED, STATUS, OFF, ON);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void tellsTheTruthAndIsServedByTheNextRefresh(String statement) throws SQLException {
    for (Fault fault : FaultKinds.lasting()) {
      managed.setState(AutoRefreshState.STOPPED);
      String before = managed.rows();
      MetadataLocation wanted = account.commit();
      account.strike(statement, fault);

      Throwable failure =
          catchThrowable(() -> observer(Duration.ofSeconds(1)).refresh(account.table(), wanted));

      assertThat(failure)
          .as("%s", fault)
          .isInstanceOf(
              statement.equals(SERVED)
                  ? OutcomeUnknownException.class
                  : LakehouseSyncException.class)
          .hasMessageContaining(wanted.uri());
      if (statement.equals(OFF) || statement.equals(ON)) {
        assertThat(failure).hasMessageContaining("AUTO_REFRESH may have been left FALSE");
      }
      assertThat(managed.rows()).isEqualTo(before);

      account.heal(Optional.of(failure));
      managed.letTimePass();
      assertThat(observer(PATIENT).refresh(account.table(), wanted).served())
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
      MetadataLocation wanted = account.commit();
      account.snowflake().faults().onNext(sql -> sql.startsWith(statement), fault);
      managed.letTimePass();

      assertThat(observer(PATIENT).refresh(account.table(), wanted).served())
          .as("%s", fault)
          .contains(wanted);
      managed.stopTime();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVED, OFF, ON})
  void whatIsRefusedIsNotTriedAgain(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = account.commit();
    account.snowflake().faults().onNext(sql -> sql.startsWith(statement), FaultKinds.REFUSED);

    assertThatThrownBy(() -> observer(PATIENT).refresh(account.table(), wanted))
        .hasMessageContainingAll(
            "Insufficient privileges", "Check the name, and that the role owns");
    assertThat(account.statements(statement)).isOne();
  }

  @Test
  void aRefreshThatStopsAgainIsSetGoingAgain() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = account.commit();
    CompletableFuture<RefreshResult> refresh =
        CompletableFuture.supplyAsync(() -> observer(PATIENT).refresh(account.table(), wanted));
    await().atMost(PATIENT).until(() -> account.statements(ON) == 1);
    int looks = account.statements(STATUS);
    await().atMost(PATIENT).until(() -> account.statements(STATUS) > looks + 1);

    managed.setState(AutoRefreshState.STOPPED);
    await().atMost(PATIENT).until(() -> account.statements(ON) == 2);
    managed.letTimePass();

    assertThat(refresh.join()).isEqualTo(new RefreshResult.Refreshed(wanted, Optional.empty()));
  }

  @Test
  void oneThatIsNeverSeenRunningIsNotSetGoingAtEachLook() throws SQLException {
    MetadataLocation wanted = account.commit();
    account.snowflake().faults().onEvery(this::isStoppedWhenItIsAsked, Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .patience(Duration.ofSeconds(6))
            .interval(Duration.ofMillis(50))
            .build();

    assertThatThrownBy(() -> observer.refresh(account.table(), wanted))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("STOPPED");
    assertThat(account.statements(STATUS)).isGreaterThan(2);
    assertThat(account.statements(ON)).isOne();
  }

  @Test
  void oneThatIsStalledIsLeftToRecover() throws SQLException {
    managed.setState(AutoRefreshState.STALLED);
    MetadataLocation wanted = account.commit();

    assertThatThrownBy(() -> observer(Duration.ofSeconds(1)).refresh(account.table(), wanted))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll("Snowflake refreshes by itself, and may yet", "STALLED");
    assertThat(account.statements(ON)).isZero();
  }

  @ParameterizedTest
  @MethodSource("statements")
  void waitsNoLongerThanItsPatienceWhateverHangs(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    MetadataLocation wanted = account.commit();
    account.strike(statement, Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .patience(Duration.ofSeconds(2))
            .build();
    long begun = System.nanoTime();

    assertThatThrownBy(() -> observer.refresh(account.table(), wanted))
        .hasMessageContaining(wanted.uri());

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aTableThatWasCreatedAnewIsNotWaitedFor() throws SQLException {
    MetadataLocation before = account.committed();
    account.createIcebergTable();
    MetadataLocation anew = account.commit();

    assertThatThrownBy(() -> observer(PATIENT).refresh(account.table(), anew))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(before.uri(), anew.uri(), "drop the one in Snowflake");
  }

  @Test
  void anInterruptionEndsTheWaitAtOnce() throws Exception {
    MetadataLocation wanted = account.commit();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () ->
                failure.complete(
                    catchThrowable(() -> observer(PATIENT).refresh(account.table(), wanted))));
    waiting.start();
    await().atMost(PATIENT).until(() -> account.statements(STATUS) > 0);

    waiting.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContaining("interrupted");
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
