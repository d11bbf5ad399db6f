package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.verify.TableVerification;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of the status says what a sync knows, and never prevents a copy. */
class StatusRecorderIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final SyncTable OTHER = SyncTable.of("core_it.u", "core_it.other_lake");

  private final DataSource copier = TestSchema.copier();

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text);
        CREATE TABLE core_it.u (id int PRIMARY KEY, v text);
        INSERT INTO core_it.t VALUES (1, 'a'), (2, 'b')
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE, OTHER));
  }

  private LakehouseSync sync(Clock clock) {
    return LakehouseSync.builder()
        .source(PgLakeSource.builder(copier).clock(clock).build())
        .locator(IcebergTablesLocator.of(copier))
        .refresher(CatalogRefresher.none())
        .tables(List.of(TABLE, OTHER))
        .clock(clock)
        .build();
  }

  private StatusRecorder record(LakehouseSync sync, String host) {
    return StatusRecorder.start(copier, sync::health, host, Clock.systemUTC());
  }

  private static RecordedStatus read(SyncTable table) {
    return Objects.requireNonNull(
        StatusObserver.of(TestSchema.postgres()).read(List.of(TABLE, OTHER)).get(table));
  }

  @Test
  void itSaysWhatTheRunsHaveShown() throws SQLException {
    try (LakehouseSync sync = sync(Clock.systemUTC());
        StatusRecorder ignored = record(sync, "one")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !StatusObserver.of(copier).read(List.of(TABLE)).isEmpty());
      assertThat(read(TABLE).reason()).isEqualTo("the table has not run yet");
      assertThat(read(TABLE).whyNotFresh(Duration.ofDays(1000)))
          .contains("its freshness lag is unknown: the table has not run yet");

      sync.runOnce().orThrow();
      await().atMost(Duration.ofSeconds(30)).until(() -> read(TABLE).status() == Status.FRESH);

      RecordedStatus fresh = read(TABLE);
      assertThat(fresh.host()).isEqualTo("one");
      assertThat(fresh.freshnessLag().orElseThrow())
          .isBetween(Duration.ZERO, Duration.ofMinutes(1));
      assertThat(fresh.served()).isEqualTo(sync.health(TABLE).served()).isPresent();
      assertThat(fresh.lastCopiedRows()).hasValue(2);
      assertThat(fresh.lastFailure()).isEmpty();
      assertThat(fresh.whyNotFresh(Duration.ofMinutes(1))).isEmpty();
      assertThat(fresh.whyNotVerified(Duration.ofDays(1)).orElseThrow())
          .startsWith("it was not compared completely yet.");

      TestSchema.execute(
          "ALTER TABLE core_it.t DISABLE TRIGGER ALL; INSERT INTO core_it.t VALUES (3, 'c')");
      assertThat(sync.runOnce().succeeded()).isFalse();
      await().atMost(Duration.ofSeconds(30)).until(() -> read(TABLE).status() == Status.FAILING);

      RecordedStatus failing = read(TABLE);
      assertThat(failing.reason()).isEqualTo(sync.health(TABLE).reason());
      assertThat(failing.lastFailure()).contains(failing.reason());
      assertThat(failing.lastCopiedRows()).hasValue(2);
      assertThat(failing.whyNotFresh(Duration.ofDays(1)).orElseThrow())
          .startsWith("it is failing: ");
      assertThat(read(OTHER).status()).isEqualTo(Status.FRESH);
    }
  }

  @Test
  void aVerificationIsPartOfTheStatus() {
    try (LakehouseSync sync = sync(Clock.systemUTC());
        StatusRecorder ignored = record(sync, "one")) {
      sync.runOnce().orThrow();
      Instant now = Instant.now();
      sync.verified(
          TableVerification.builder(TABLE, now)
              .verifiedThrough(now)
              .differences(3)
              .pendingRows(4L)
              .build());
      await().atMost(Duration.ofSeconds(30)).until(() -> read(TABLE).differences().orElse(0) == 3);

      assertThat(read(TABLE).status()).isEqualTo(Status.INCOMPLETE);
      assertThat(read(TABLE).pendingRows()).hasValue(4);
      assertThat(read(TABLE).whyNotVerified(Duration.ofHours(1)).orElseThrow())
          .startsWith("a verification has found 3 rows with differences.");

      sync.verified(
          TableVerification.builder(TABLE, now.plusMillis(10))
              .verifiedThrough(now)
              .notCompared(List.of("Column x."))
              .build());
      await().atMost(Duration.ofSeconds(30)).until(() -> read(TABLE).differences().orElse(9) == 0);
      assertThat(read(TABLE).whyNotFresh(Duration.ofHours(1))).isEmpty();
      assertThat(read(TABLE).whyNotVerified(Duration.ofHours(1)))
          .contains("it was not compared completely: Column x.");

      sync.verified(
          TableVerification.builder(TABLE, now.plusMillis(20)).verifiedThrough(now).build());
      await().atMost(Duration.ofSeconds(30)).until(() -> read(TABLE).notCompared().isEmpty());
      assertThat(read(TABLE).whyNotVerified(Duration.ofHours(1))).isEmpty();
      assertThat(read(TABLE).whyNotVerified(Duration.ofNanos(1)).orElseThrow())
          .startsWith("it is verified up to ");
    }
  }

  /** The state of the host that ran a table first must not replace that of the other one. */
  @Test
  void anOlderStateNeverReplacesANewerOne() {
    try (LakehouseSync older = sync(Clock.systemUTC());
        LakehouseSync newer = sync(Clock.systemUTC())) {
      older.runOnce().orThrow();
      Instant olderThrough = older.health(TABLE).servedThrough().orElseThrow();
      newer.runOnce().orThrow();
      assertThat(newer.health(TABLE).servedThrough().orElseThrow()).isAfter(olderThrough);

      record(newer, "newer").close();
      Instant through = read(TABLE).servedThrough().orElseThrow();
      record(older, "older").close();

      assertThat(read(TABLE).host()).isEqualTo("newer");
      assertThat(read(TABLE).servedThrough()).contains(through);

      older.runOnce().orThrow();
      record(older, "older").close();
      assertThat(read(TABLE).host()).isEqualTo("older");
      assertThat(read(TABLE).servedThrough().orElseThrow()).isAfter(through);
    }
  }

  /** What one host has shown stays, if another host that has not shown it ran the table later. */
  @Test
  void theLatestOfWhatAnyHostHasShownStays() {
    try (LakehouseSync first = sync(Clock.systemUTC());
        LakehouseSync second = sync(Clock.systemUTC())) {
      first.runOnce().orThrow();
      second.runOnce().orThrow();
      record(second, "second").close();
      Instant now = Instant.now();
      first.verified(
          TableVerification.builder(TABLE, now).verifiedThrough(now).differences(1).build());
      record(first, "first").close();

      assertThat(read(TABLE).host()).isEqualTo("second");
      assertThat(read(TABLE).differences()).hasValue(1);
      // The second host does not know the difference, and the table is not fresh nevertheless.
      assertThat(read(TABLE).status()).isEqualTo(Status.FRESH);
      assertThat(read(TABLE).whyNotFresh(Duration.ofHours(1))).isPresent();
      assertThat(read(TABLE).lastCopiedRows()).hasValue(2);
    }
  }

  /** The second host has completed no pass, or one that began before the first host's report. */
  @Test
  void aVerificationForgetsNoDifferenceThatItHasNotDisproved() {
    try (LakehouseSync first = sync(Clock.systemUTC());
        LakehouseSync second = sync(Clock.systemUTC())) {
      first.runOnce().orThrow();
      second.runOnce().orThrow();
      Instant now = Instant.now();
      first.verified(
          TableVerification.builder(TABLE, now).verifiedThrough(now).differences(1).build());
      record(first, "first").close();

      second.verified(
          TableVerification.builder(TABLE, now.plusMillis(10))
              .notCompared(List.of("The next copy."))
              .build());
      record(second, "second").close();
      assertThat(read(TABLE).differences()).as("without a pass").hasValue(1);
      second.verified(
          TableVerification.builder(TABLE, now.plusMillis(20))
              .verifiedThrough(now.minusSeconds(10))
              .pendingRows(0L)
              .build());
      record(second, "second").close();
      assertThat(read(TABLE).differences()).as("by a pass that began before").hasValue(1);
      assertThat(read(TABLE).whyNotFresh(Duration.ofHours(1))).isPresent();

      Instant later = now.plusSeconds(5);
      second.verified(
          TableVerification.builder(TABLE, later.plusMillis(10))
              .verifiedThrough(later)
              .pendingRows(0L)
              .build());
      record(second, "second").close();
      assertThat(read(TABLE).differences()).as("by a pass that began later").hasValue(0);
      assertThat(read(TABLE).whyNotFresh(Duration.ofHours(1))).isEmpty();
    }
  }

  /** Then no time says up to when the table is verified. */
  @Test
  void aPassThatLeavesOutAColumnDisprovesDifferences() {
    try (LakehouseSync first = sync(Clock.systemUTC());
        LakehouseSync second = sync(Clock.systemUTC())) {
      first.runOnce().orThrow();
      Instant now = Instant.now();
      first.verified(TableVerification.builder(TABLE, now).differences(1).build());
      record(first, "first").close();

      second.runOnce().orThrow();
      second.verified(
          TableVerification.builder(TABLE, now.plusMillis(10))
              .pendingRows(0L)
              .notCompared(List.of("Column x."))
              .build());
      record(second, "second").close();

      assertThat(read(TABLE).differences()).hasValue(0);
    }
  }

  /** A host that starts does not know yet what is true. */
  @Test
  void aHostThatHasNotRunATableReplacesNothing() {
    try (LakehouseSync first = sync(Clock.systemUTC());
        LakehouseSync second = sync(Clock.systemUTC())) {
      first.runOnce().orThrow();
      record(first, "first").close();
      record(second, "second").close();

      assertThat(read(TABLE).host()).isEqualTo("first");
      assertThat(read(TABLE).status()).isEqualTo(Status.FRESH);
    }
  }

  /** The times are on PostgreSQL's clock, whatever the clock of the host says. */
  @Test
  void theClockOfTheHostDoesNotMatter() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    try (LakehouseSync sync = sync(ahead)) {
      Instant before = Instant.now();
      sync.runOnce().orThrow();
      StatusRecorder.start(copier, sync::health, "ahead", ahead).close();

      RecordedStatus status = read(TABLE);
      assertThat(status.servedThrough().orElseThrow())
          .isBetween(before.minusSeconds(10), Instant.now());
      assertThat(status.freshnessLag().orElseThrow())
          .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }
  }

  @Test
  void aLockedTableOfTheStatusDelaysNoCopy() throws SQLException {
    try (LakehouseSync sync = sync(Clock.systemUTC());
        Connection locker = LakehouseUnderTest.shared().newSessions().getConnection()) {
      locker.setAutoCommit(false);
      TestSchema.execute(locker, "LOCK TABLE lakehouse_sync.status IN ACCESS EXCLUSIVE MODE");
      try (StatusRecorder ignored = record(sync, "one")) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> TestSchema.waits("%lakehouse_sync.status%"));
        for (int id = 10; id < 15; id++) {
          TestSchema.execute("INSERT INTO core_it.t VALUES (%d, 'x')".formatted(id));
          sync.runOnce().orThrow();
        }
        assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(7);
        locker.rollback();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> StatusObserver.of(copier).read(List.of(TABLE)).containsKey(TABLE));
      }
      assertThat(read(TABLE).status()).isEqualTo(Status.FRESH);
    }
  }

  @Test
  void aTableOfTheStatusThatCannotBeWrittenStopsNoCopy() throws SQLException {
    TestSchema.execute("DROP ROLE IF EXISTS core_it_reader; CREATE ROLE core_it_reader");
    DataSource reader = TestSchema.postgres("SET ROLE core_it_reader");
    try (LakehouseSync sync = sync(Clock.systemUTC());
        StatusRecorder ignored =
            StatusRecorder.start(reader, sync::health, "reader", Clock.systemUTC())) {
      sync.runOnce().orThrow();
      TestSchema.execute("DROP TABLE lakehouse_sync.status");
      TestSchema.execute("INSERT INTO core_it.t VALUES (3, 'c')");
      sync.runOnce().orThrow();

      assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(3);
      assertThat(StatusObserver.of(copier).read(List.of(TABLE))).isEqualTo(Map.of());
    } finally {
      TestSchema.execute("DROP ROLE core_it_reader");
    }
  }

  @Test
  void theTeardownAndANewBaselineRemoveTheRow() {
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    try (LakehouseSync sync = sync(Clock.systemUTC())) {
      sync.runOnce().orThrow();
      record(sync, "one").close();
    }
    StatusObserver observer = StatusObserver.of(TestSchema.postgres());
    assertThat(observer.read(List.of(TABLE, OTHER))).hasSize(2);

    setup.newBaseline(TABLE);
    assertThat(observer.read(List.of(TABLE, OTHER))).containsOnlyKeys(OTHER);
    setup.teardown(List.of(OTHER));
    assertThat(observer.read(List.of(TABLE, OTHER))).isEmpty();
  }

  /** All tables together cost one statement to write and the settings of its transaction. */
  @Test
  void allTablesAreWrittenWithOneStatement() {
    CountingDataSource counting = new CountingDataSource(copier);
    try (LakehouseSync sync = sync(Clock.systemUTC())) {
      sync.runOnce().orThrow();
      StatusRecorder.start(counting.dataSource(), sync::health, "one", Clock.systemUTC()).close();
    }

    assertThat(counting.calls).hasSize(4);
    assertThat(counting.prepared("INSERT INTO lakehouse_sync.status")).hasSize(1);
    assertThat(read(TABLE).host()).isEqualTo(read(OTHER).host());
  }
}
