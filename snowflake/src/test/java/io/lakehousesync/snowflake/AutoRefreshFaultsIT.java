package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.testkit.snowflake.AutoRefreshState;
import io.lakehousesync.testkit.snowflake.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each kind of fault at each statement of a wait for Snowflake's own refresh, through the real
 * driver. Snowflake's time passes only when a test lets it.
 */
@Execution(ExecutionMode.CONCURRENT)
class AutoRefreshFaultsIT {
  private static final String SERVED = "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION";
  private static final String STATUS = "SELECT SYSTEM$AUTO_REFRESH_STATUS";
  private static final String OFF =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = FALSE";
  private static final String REFRESH =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" REFRESH";
  private static final String ON =
      "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" SET AUTO_REFRESH = TRUE";
  private static final Duration PATIENT = Duration.ofMinutes(5);

  private final ManagedAccount managed = new ManagedAccount();
  private final SnowflakeAccount account = managed.account();
  private final CountedConnections connections = new CountedConnections(account.impatient());

  @BeforeEach
  void setUp() throws SQLException {
    managed.setUp();
  }

  @AfterEach
  void close() throws SQLException {
    managed.close();
  }

  static List<String> statements() {
    return List.of(SERVED, STATUS, OFF, REFRESH, ON);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void reportsTheOutcomeAndTheNextRefreshIsServed(String statement) throws SQLException {
    checkReportsTheOutcomeAndTheNextRefreshIsServed(statement, FaultKinds.quick());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("statements")
  void reportsTheOutcomeAndTheNextRefreshIsServedWithEachOtherFault(String statement)
      throws SQLException {
    checkReportsTheOutcomeAndTheNextRefreshIsServed(statement, FaultKinds.otherLasting());
  }

  private void checkReportsTheOutcomeAndTheNextRefreshIsServed(
      String statement, List<? extends Fault> faults) throws SQLException {
    for (Fault fault : faults) {
      managed.setState(AutoRefreshState.STOPPED);
      String before = managed.rows();
      account.holdCatalog();
      MetadataLocation wanted = account.commit();
      TimeSinceRequests sinceFault = new TimeSinceRequests(1);
      account.strike(sql -> sql.startsWith(statement) && sinceFault.count(), fault);
      AutoRefreshObserver observer = impatient(Duration.ofSeconds(1)).nanoTime(sinceFault).build();

      Throwable failure = catchThrowable(() -> observer.refresh(account.table(), wanted));

      assertThat(failure)
          .as("%s", fault)
          .isInstanceOf(
              statement.equals(SERVED)
                  ? OutcomeUnknownException.class
                  : LakehouseSyncException.class)
          .hasMessageContaining(wanted.uri());
      if (statement.equals(OFF) || statement.equals(ON)) {
        assertThat(failure).hasMessageContaining("AUTO_REFRESH may have been left FALSE");
      } else if (statement.equals(REFRESH)) {
        assertThat(failure).hasMessageNotContaining("left FALSE");
        assertThat(account.statements(ON)).isPositive();
      }
      assertThat(managed.rows()).isEqualTo(before);

      account.heal();
      // A call that was given up could still send its statement, and change AUTO_REFRESH.
      await().atMost(PATIENT).until(() -> connections.open() == 0);
      account.releaseCatalog();
      managed.letTimePass();
      assertThat(impatient(PATIENT).build().refresh(account.table(), wanted).served())
          .as("%s", fault)
          .contains(wanted);
      managed.stopTime();
    }
  }

  @ParameterizedTest
  @MethodSource("statements")
  void aTemporaryFaultIsRepairedByTheSameRefresh(String statement) throws SQLException {
    checkATemporaryFaultIsRepairedByTheSameRefresh(statement, FaultKinds.quick());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("statements")
  void aTemporaryFaultIsRepairedByTheSameRefreshWithEachOtherFault(String statement)
      throws SQLException {
    checkATemporaryFaultIsRepairedByTheSameRefresh(
        statement,
        FaultKinds.others().stream().filter(fault -> !fault.equals(FaultKinds.REFUSED)).toList());
  }

  private void checkATemporaryFaultIsRepairedByTheSameRefresh(
      String statement, List<? extends Fault> faults) throws SQLException {
    for (Fault fault : faults) {
      managed.setState(AutoRefreshState.STOPPED);
      MetadataLocation wanted = account.commit();
      account.snowflake().faults().onNext(sql -> sql.startsWith(statement), fault);
      managed.letTimePass();

      assertThat(impatient(PATIENT).build().refresh(account.table(), wanted).served())
          .as("%s", fault)
          .contains(wanted);
      managed.stopTime();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVED, OFF, REFRESH, ON})
  void aRefusedStatementIsNotRepeated(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    account.snowflake().faults().onNext(sql -> sql.startsWith(statement), FaultKinds.REFUSED);

    assertThatThrownBy(() -> patient().refresh(account.table(), wanted))
        .hasMessageContainingAll(
            "Insufficient privileges", "Check the name, and that the role owns");
    assertThat(account.statements(statement)).isOne();
    assertThat(account.statements(ON))
        .as("not left off")
        .isEqualTo(List.of(REFRESH, ON).contains(statement) ? 1 : 0);
  }

  @Test
  void automaticRefreshesThatStopAgainAreRestartedAgain() throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    CompletableFuture<RefreshResult> refresh =
        CompletableFuture.supplyAsync(() -> patient().refresh(account.table(), wanted));
    await().atMost(PATIENT).until(() -> account.statements(ON) == 1);
    int checks = account.statements(STATUS);
    await().atMost(PATIENT).until(() -> account.statements(STATUS) > checks + 1);

    managed.setState(AutoRefreshState.STOPPED);
    await().atMost(PATIENT).until(() -> account.statements(ON) == 2);
    account.releaseCatalog();
    managed.letTimePass();

    assertThat(refresh.join()).isEqualTo(RefreshResult.refreshed(wanted));
  }

  @Test
  void automaticRefreshesThatNeverRunAreRestartedOnce() throws SQLException {
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    TimeSinceRequests sinceThirdCheck = new TimeSinceRequests(3);
    account
        .snowflake()
        .faults()
        .onEvery(sql -> stopsWhenItIsAsked(sql, sinceThirdCheck), Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .waitTimeout(Duration.ofSeconds(1))
            .checkInterval(Duration.ofMillis(50))
            .nanoTime(sinceThirdCheck)
            .build();

    assertThatThrownBy(() -> observer.refresh(account.table(), wanted))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("STOPPED");
    assertThat(account.statements(STATUS)).isGreaterThan(2);
    assertThat(account.statements(ON)).isOne();
  }

  @Test
  void stalledRefreshesAreNotRestarted() throws SQLException {
    managed.setState(AutoRefreshState.STALLED);
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    TimeSinceRequests sinceSecondCheck = new TimeSinceRequests(2);
    account.snowflake().faults().onEvery(sql -> countsChecks(sql, sinceSecondCheck), Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .waitTimeout(Duration.ofSeconds(1))
            .checkInterval(Duration.ofMillis(50))
            .nanoTime(sinceSecondCheck)
            .build();

    assertThatThrownBy(() -> observer.refresh(account.table(), wanted))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll("Snowflake refreshes by itself, and may still do so", "STALLED");
    assertThat(account.statements(ON)).isZero();
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {SERVED, OFF, REFRESH, ON})
  void anotherStatementThatHangsDoesNotProlongTheWait(String statement) throws SQLException {
    aStatementThatHangsDoesNotProlongTheWait(statement);
  }

  @ParameterizedTest
  @ValueSource(strings = STATUS)
  void aStatementThatHangsDoesNotProlongTheWait(String statement) throws SQLException {
    managed.setState(AutoRefreshState.STOPPED);
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    account.strike(statement, Fault.hang());
    AutoRefreshObserver observer =
        AutoRefreshObserver.builder(account.dataSource())
            .schema("RETAIL.LAKE")
            .waitTimeout(Duration.ofSeconds(2))
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

    assertThatThrownBy(() -> patient().refresh(account.table(), anew))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(
            before.uri(), anew.uri(), "the one in Snowflake and apply the set-up again");
  }

  @Test
  void anInterruptionEndsTheWaitAtOnce() throws Exception {
    account.holdCatalog();
    MetadataLocation wanted = account.commit();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () ->
                failure.complete(catchThrowable(() -> patient().refresh(account.table(), wanted))));
    waiting.start();
    await().atMost(PATIENT).until(() -> account.statements(STATUS) > 0);

    waiting.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContaining("interrupted");
  }

  /** Counts the requests for the status. Returns false, so that none of them fails. */
  private static boolean countsChecks(String sql, TimeSinceRequests time) {
    if (sql.startsWith(STATUS)) {
      time.count();
    }
    return false;
  }

  /** Stops the automatic refreshes at each request for the status, and counts the requests. */
  private boolean stopsWhenItIsAsked(String sql, TimeSinceRequests time) {
    if (sql.startsWith(STATUS)) {
      managed.setState(AutoRefreshState.STOPPED);
      time.count();
    }
    return false;
  }

  /** Returns an observer for tests whose statements are answered, with long limits. */
  private AutoRefreshObserver patient() {
    return AutoRefreshObserver.builder(account.dataSource())
        .schema("RETAIL.LAKE")
        .waitTimeout(PATIENT)
        .checkInterval(Duration.ofMillis(50))
        .build();
  }

  /** Returns an observer for statements that fail, with short limits. */
  private AutoRefreshObserver.Builder impatient(Duration waitTimeout) {
    return AutoRefreshObserver.builder(connections)
        .schema("RETAIL.LAKE")
        .waitTimeout(waitTimeout)
        .checkInterval(Duration.ofMillis(50))
        .statementTimeout(Duration.ofSeconds(1));
  }

  /**
   * The time of a wait. It stands still until the stand-in has received some requests, so that the
   * wait reaches them even on a busy machine.
   */
  private static final class TimeSinceRequests implements LongSupplier {
    private final AtomicInteger missing;
    private final AtomicLong begun = new AtomicLong();

    TimeSinceRequests(int requests) {
      missing = new AtomicInteger(requests);
    }

    /** Counts a request. Returns true. */
    boolean count() {
      if (missing.get() == 1) {
        begun.set(System.nanoTime());
      }
      missing.decrementAndGet();
      return true;
    }

    @Override
    public long getAsLong() {
      return missing.get() > 0 ? 0 : System.nanoTime() - begun.get();
    }
  }
}
