package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotFreshException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.TableVerification;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are verified in the background, and a difference counts until it is gone. */
class BackgroundVerificationIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final DataSource copier = TestSchema.copier();
  private final PgLakeVerifier verifier = PgLakeVerifier.builder(copier).rangeRows(10).build();
  private final List<TableVerification> found = new CopyOnWriteArrayList<>();

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text);
        INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 95) AS i
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
  }

  private LakehouseSync sync() {
    return LakehouseSync.builder()
        .source(PgLakeSource.of(copier))
        .locator(IcebergTablesLocator.of(copier))
        .refresher(CatalogRefresher.none())
        .table(TABLE)
        .build();
  }

  private VerificationSchedule verify(LakehouseSync sync, Duration every) {
    return verifier.verifyEvery(
        every,
        sync::tables,
        result -> {
          sync.verified(result);
          found.add(result);
        });
  }

  private static RecordedStatus read() {
    return Objects.requireNonNull(
        StatusObserver.of(TestSchema.postgres()).read(List.of(TABLE)).get(TABLE));
  }

  @Test
  void aPassThroughATableVerifiesWhatWasCopied() throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      Instant before = Instant.now();
      TestSchema.execute("INSERT INTO core_it.t VALUES (1000, 'waits'), (1001, 'waits')");
      try (VerificationSchedule ignored = verify(sync, MINUTE)) {
        await().atMost(MINUTE).until(() -> !found.isEmpty());
      }
      TableVerification result = found.get(0);
      assertThat(result.verifiedThrough().orElseThrow()).isBetween(before, Instant.now());
      assertThat(result.differences()).isZero();
      assertThat(result.pendingRows()).hasValue(2);
      assertThat(result.notCompared()).isEmpty();
      assertThat(sync.health(TABLE).status()).isEqualTo(Status.FRESH);
    }
  }

  /** A row of the Iceberg table is changed behind the back of the sync. */
  @Test
  void aCorruptedRowIsFoundAndNothingSaysFreshUntilItIsRepaired() throws SQLException {
    try (LakehouseSync sync = sync();
        StatusRecorder ignored =
            StatusRecorder.start(copier, sync::health, "one", Clock.systemUTC());
        VerificationSchedule verification = verify(sync, Duration.ofSeconds(1))) {
      sync.runOnce().orThrow();
      await().atMost(MINUTE).until(() -> sync.health(TABLE).verification().isPresent());
      await()
          .atMost(MINUTE)
          .until(() -> StatusObserver.of(copier).read(List.of(TABLE)).containsKey(TABLE));
      await().atMost(MINUTE).until(() -> read().whyNotVerified(MINUTE).isEmpty());
      assertThat(read().whyNotFresh(MINUTE)).isEmpty();

      TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 42");
      await().atMost(MINUTE).until(() -> sync.health(TABLE).status() == Status.INCOMPLETE);
      sync.runOnce().orThrow();

      assertThat(sync.health(TABLE).reason()).contains("has found 1 row ");
      assertThatThrownBy(() -> sync.requireFresh("core_it.t", MINUTE))
          .isInstanceOf(NotFreshException.class)
          .hasMessageContaining("has found 1 row ");
      await().atMost(MINUTE).until(() -> read().differences().orElse(0) == 1);
      assertThat(read().whyNotFresh(MINUTE)).isPresent();
      assertThat(read().whyNotVerified(MINUTE)).isPresent();

      verifier.repair(RepairPlan.of(verifier.verify(TABLE)));
      await().atMost(MINUTE).until(() -> sync.health(TABLE).status() == Status.FRESH);
      await().atMost(MINUTE).until(() -> read().whyNotVerified(MINUTE).isEmpty());
      assertThat(read().whyNotFresh(MINUTE)).isEmpty();
      verification.close();
    }
  }

  /** Only the ranges that differ are compared again, long before the next pass. */
  @Test
  void aRepairIsNoticedBeforeTheNextPass() throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      TestSchema.execute("DELETE FROM core_it.lake WHERE id IN (5, 55)");
      VerificationState state = verifier.state(TABLE);
      while (state.step() != VerificationSteps.Step.LAST) {
        assertThat(state.result().verifiedThrough()).isEmpty();
      }
      assertThat(state.differences()).isEqualTo(2);
      assertThat(state.canRecheck()).isTrue();

      state.recheck();
      assertThat(state.differences()).isEqualTo(2);
      // A new pass has begun, and has not reached the differences.
      state.step();
      assertThat(state.differences()).isEqualTo(2);

      verifier.repair(RepairPlan.of(verifier.verify(TABLE)));
      state.recheck();
      assertThat(state.differences()).isZero();
      assertThat(state.result().problem()).isEmpty();
    }
  }

  /** The column has another name in the heap table, so that it is not compared now. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDifferenceInAColumnThatIsNotComparedNowIsStillKnown(boolean recheck) throws SQLException {
    SyncTable followed = TABLE.schemaEvolution(SchemaEvolution.FULL);
    SyncSourceContract.copyAll(PgLakeSource.of(copier), followed);
    TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 5");
    VerificationState state = verifier.state(followed);
    pass(state);
    assertThat(state.differences()).isEqualTo(1);

    TestSchema.execute("ALTER TABLE core_it.t RENAME v TO w");
    if (recheck) {
      state.recheck();
    } else {
      pass(state);
    }
    assertThat(state.differences()).isEqualTo(1);

    SyncSourceContract.copyAll(PgLakeSource.of(copier), followed);
    TestSchema.execute("UPDATE core_it.lake SET w = 'v5' WHERE id = 5");
    if (recheck) {
      state.recheck();
    } else {
      pass(state);
    }
    assertThat(state.differences()).isZero();
  }

  @Test
  void aDifferenceStaysKnownIfAnotherOneOfItsRangeIsFoundMeanwhile() throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.t ADD w text");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncTable followed = TABLE.schemaEvolution(SchemaEvolution.FULL);
    SyncSourceContract.copyAll(PgLakeSource.of(copier), followed);
    TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 5");
    TestSchema.execute("UPDATE core_it.lake SET w = 'wrong' WHERE id = 6");
    VerificationState state = verifier.state(followed);
    pass(state);
    assertThat(state.differences()).isEqualTo(2);

    TestSchema.execute("ALTER TABLE core_it.t RENAME v TO c");
    pass(state);
    TestSchema.execute("UPDATE core_it.t SET w = 'new' WHERE id = 6");
    pass(state);
    assertThat(state.differences()).isPositive();

    SyncSourceContract.copyAll(PgLakeSource.of(copier), followed);
    pass(state);
    assertThat(state.differences()).isEqualTo(1);
  }

  /** The steps of the other tables wait meanwhile. */
  @Test
  void aStepWaitsOnlyForAMomentForALockedTable() throws SQLException {
    SyncSourceContract.copyAll(PgLakeSource.of(copier), TABLE);
    VerificationState state = verifier.state(TABLE);
    try (Connection owner = TestSchema.postgres().getConnection()) {
      owner.setAutoCommit(false);
      TestSchema.execute(owner, "LOCK TABLE core_it.t");

      assertTimeout(
          Duration.ofSeconds(20),
          () -> assertThatThrownBy(state::step).isInstanceOf(NotAppliedException.class));
      owner.rollback();
    }
  }

  /** Arrays of timetz are never compared. */
  @Test
  void aRepairedDifferenceIsForgottenAlthoughANewColumnIsNeverCompared() throws SQLException {
    SyncSourceContract.copyAll(PgLakeSource.of(copier), TABLE);
    TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 5");
    VerificationState state = verifier.state(TABLE);
    pass(state);
    TestSchema.execute("ALTER TABLE core_it.t ADD z timetz[]");
    SyncSourceContract.copyAll(PgLakeSource.of(copier), TABLE);
    TestSchema.execute("UPDATE core_it.lake SET v = 'v5' WHERE id = 5");

    pass(state);

    assertThat(state.differences()).isZero();
    assertThat(state.result().notCompared()).isNotEmpty();
  }

  private static void pass(VerificationState state) {
    while (state.step() != VerificationSteps.Step.LAST) {
      // Compares the next range.
    }
  }

  /** A difference is known as soon as its range was compared, not only at the end of the pass. */
  @Test
  void aDifferenceCountsBeforeThePassHasEnded() throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      TestSchema.execute("DELETE FROM core_it.lake WHERE id = 5");
      VerificationState state = verifier.state(TABLE);

      assertThat(state.step()).isEqualTo(VerificationSteps.Step.MORE);

      assertThat(state.differences()).isEqualTo(1);
      assertThat(state.result().verifiedThrough()).isEmpty();
      assertThat(state.result().problem()).isPresent();
    }
  }

  /** A pass that cannot go on does not take back what it has found. */
  @Test
  void aDifferenceStaysIfThePassIsInterrupted() throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      TestSchema.execute("DELETE FROM core_it.lake WHERE id = 5");
      VerificationState state = verifier.state(TABLE);
      state.step();
      TestSchema.execute("TRUNCATE core_it.t");

      assertThat(state.step()).isEqualTo(VerificationSteps.Step.BLOCKED);
      state.recheck();

      assertThat(state.differences()).isEqualTo(1);
    }
  }

  @Test
  void aTableThatCannotBeComparedIsNotVerified() throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      TestSchema.execute("TRUNCATE core_it.t");
      VerificationState state = verifier.state(TABLE);
      assertThat(state.step()).isEqualTo(VerificationSteps.Step.BLOCKED);
      assertThat(state.result().verifiedThrough()).isEmpty();
      assertThat(state.result().notCompared()).anyMatch(note -> note.contains("The next copy of"));

      sync.runOnce().orThrow();
      TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' FROM generate_series(1, 25) AS i");
      sync.runOnce().orThrow();
      TestSchema.execute("ALTER TABLE core_it.t ADD COLUMN w text");
      while (state.step() != VerificationSteps.Step.LAST) {
        assertThat(state.result().verifiedThrough()).isEmpty();
      }
      assertThat(state.result().verifiedThrough()).isEmpty();
      assertThat(state.result().notCompared()).anyMatch(note -> note.contains("w"));

      sync.runOnce().orThrow();
      TestSchema.execute("INSERT INTO core_it.t (id, v, w) VALUES (2000, 'v', 'w')");
      sync.runOnce().orThrow();
      while (state.step() != VerificationSteps.Step.LAST) {
        assertThat(state.result().verifiedThrough()).isEmpty();
      }
      assertThat(state.result().verifiedThrough()).isPresent();
      assertThat(state.result().notCompared()).isEmpty();
    }
  }

  /** In another order of the keys, the rest of a pass has other rows. */
  @ParameterizedTest
  @ValueSource(strings = {"(id, v)", "(v)", "(v, id)"})
  void aPassBeginsAgainIfTheKeyHasChanged(String key) throws SQLException {
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      VerificationState state = verifier.state(TABLE);
      assertThat(state.step()).isEqualTo(VerificationSteps.Step.MORE);

      TestSchema.execute(
          "ALTER TABLE core_it.t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY %s".formatted(key));
      PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
      PgLakeSetup.of(TestSchema.postgres()).newBaseline(TABLE);
      sync.runOnce().orThrow();
      TestSchema.execute("UPDATE core_it.lake SET v = 'wrong' WHERE id = 95");

      assertThat(state.step()).isEqualTo(VerificationSteps.Step.BLOCKED);
      while (state.step() != VerificationSteps.Step.LAST) {
        // Compares the next range.
      }
      assertThat(state.differences()).isPositive();
    }
  }

  /** A table that cannot be read does not stop the verification of the others. */
  @Test
  void aTableThatCannotBeReadIsTriedAgain() throws SQLException {
    SyncTable missing = SyncTable.of("core_it.missing", "core_it.nowhere");
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      try (VerificationSchedule ignored =
          verifier.verifyEvery(Duration.ofSeconds(1), () -> List.of(missing, TABLE), found::add)) {
        await().atMost(MINUTE).until(() -> found.size() > 1);
      }
      assertThat(found).allMatch(result -> result.table().equals(TABLE));
    }
  }

  /** The owner of a table can rename a column that its filter uses. */
  @Test
  void aFilterThatCannotBeCheckedDoesNotStopTheVerificationOfOthers() throws SQLException {
    SyncTable renamed = SyncTable.of("core_it.t", "core_it.filtered").where("before = 1");
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      try (VerificationSchedule ignored =
          verifier.verifyEvery(Duration.ofSeconds(1), () -> List.of(renamed, TABLE), found::add)) {
        await().atMost(MINUTE).until(() -> found.size() > 1);
      }
      assertThat(found).allMatch(result -> result.table().equals(TABLE));
    }
  }

  /** Neither its steps nor the rests after them may take the time of the others. */
  @Test
  void aTableWithSlowStepsDoesNotHoldUpTheOthers() throws SQLException {
    SyncTable slow = SyncTable.of("core_it.slow", "core_it.nowhere");
    try (LakehouseSync sync = sync()) {
      sync.runOnce().orThrow();
      try (VerificationSchedule ignored =
          new VerificationSchedule(
              Duration.ofSeconds(2),
              () -> List.of(slow, TABLE),
              table -> table.equals(slow) ? failSlowly() : verifier.state(table),
              found::add)) {
        await().atMost(MINUTE).until(() -> found.size() > 1);
      }
    }
  }

  private static VerificationState failSlowly() {
    LockSupport.parkNanos(Duration.ofSeconds(8).toNanos());
    throw new NotAppliedException(NotAppliedException.Retry.SENSIBLE, "it is slow", null);
  }

  @Test
  void theIntervalMustBePositive() {
    assertThatThrownBy(() -> verifier.verifyEvery(Duration.ZERO, List::of, found::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the interval must be positive, got PT0S");
  }
}
