package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The copying backend ends before and after each step, and during the last two. No row is lost or
 * duplicated.
 */
@Tag("slow")
class InterruptedCopyIT {
  private static final String BOTH_SIDES = "SELECT id, amount FROM core_it.%s ORDER BY id, amount";

  private static final SyncTable XID =
      SyncTable.of("core_it.sales", "core_it.iceberg_sales").mode(WriteMode.APPEND);

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2))");
  }

  /** BEFORE is tested once, because the server is then in the state after the previous call. */
  static Stream<Arguments> everyKindAtEachMoment() {
    return Stream.of(
        Arguments.of(ChangeTracking.xid(), Moment.BEFORE),
        Arguments.of(ChangeTracking.xid(), Moment.AFTER),
        Arguments.of(ChangeTracking.marker("synced_at"), Moment.AFTER),
        Arguments.of(ChangeTracking.ordered("id"), Moment.AFTER),
        Arguments.of(ChangeTracking.queue(), Moment.AFTER),
        Arguments.of(ChangeTracking.comparison(), Moment.AFTER));
  }

  @ParameterizedTest
  @MethodSource("everyKindAtEachMoment")
  void losesAndDuplicatesNothing(ChangeTracking tracking, Moment moment) throws SQLException {
    boolean insertsOnly = tracking.kind() == ChangeTracking.Kind.ORDERED;
    SyncTable table =
        SyncTable.of("core_it.sales", "core_it.iceberg_sales")
            .tracking(tracking)
            .mode(insertsOnly ? WriteMode.APPEND : WriteMode.UPSERT);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    List<LakehouseSyncException> failures = new ArrayList<>();

    boolean spared = false;
    for (int call = 1; !spared; call++) {
      TestSchema.execute(
          "INSERT INTO core_it.sales SELECT i, 0 FROM generate_series(%d, %d) i"
              .formatted(10 * call, 10 * call + 3));
      if (!insertsOnly) {
        TestSchema.execute("UPDATE core_it.sales SET amount = amount + 1 WHERE id = 10");
      }
      InterruptingDataSource interrupting =
          new InterruptingDataSource(TestSchema.postgres(), call, moment);
      try {
        copyAll(PgLakeSource.builder(interrupting.dataSource()).batchRows(3).build(), table);
      } catch (LakehouseSyncException e) {
        failures.add(e);
      }
      spared = interrupting.wasSpared();
      copyAll(PgLakeSource.of(TestSchema.copier()), table);

      assertThat(TestSchema.rows(BOTH_SIDES.formatted("iceberg_sales")))
          .as("after an interruption at call %d", call)
          .isEqualTo(TestSchema.rows(BOTH_SIDES.formatted("sales")));
    }

    assertThat(failures)
        .isNotEmpty()
        .allMatch(e -> e instanceof NotAppliedException || e instanceof OutcomeUnknownException)
        .anyMatch(e -> e instanceof OutcomeUnknownException);
  }

  @Test
  void losesAndDuplicatesNothingIfTheBackendEndsAfterWritingRows() throws Exception {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(XID));
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, 0 FROM generate_series(1, 5) i");
    copyAll(PgLakeSource.of(TestSchema.copier()), XID);

    // The checkpoint's row is written last, and waits for the session that holds it.
    assertThat(
            terminateWhileItWaits(
                "SELECT * FROM lakehouse_sync.checkpoint FOR UPDATE",
                "INSERT INTO lakehouse_sync.checkpoint%"))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Nothing was committed");

    copyAll(PgLakeSource.of(TestSchema.copier()), XID);
    assertThat(TestSchema.rows(BOTH_SIDES.formatted("iceberg_sales")))
        .isEqualTo(TestSchema.rows(BOTH_SIDES.formatted("sales")));
  }

  @Test
  void losesAndDuplicatesNothingIfTheBackendEndsDuringCommit() throws Exception {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(XID));
    TestSchema.execute(
        """
        CREATE FUNCTION core_it.wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER wait_for_the_test AFTER INSERT OR UPDATE
          ON lakehouse_sync.checkpoint DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION core_it.wait_for_the_test()
        """);

    assertThat(terminateWhileItWaits("SELECT pg_advisory_xact_lock(4711)", "COMMIT%"))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("during COMMIT");

    copyAll(PgLakeSource.of(TestSchema.copier()), XID);
    assertThat(TestSchema.rows(BOTH_SIDES.formatted("iceberg_sales")))
        .isEqualTo(TestSchema.rows(BOTH_SIDES.formatted("sales")));
  }

  /** Delays a copy of new rows at a statement and ends its backend there. Returns the failure. */
  private static Throwable terminateWhileItWaits(String lock, String statementLike)
      throws Exception {
    TestSchema.execute("INSERT INTO core_it.sales SELECT i, 0 FROM generate_series(11, 15) i");
    try (Connection holder = TestSchema.postgres().getConnection()) {
      holder.setAutoCommit(false);
      TestSchema.execute(holder, lock);
      CompletableFuture<Void> copy =
          CompletableFuture.runAsync(() -> copyAll(PgLakeSource.of(TestSchema.copier()), XID));
      await().until(() -> TestSchema.waits(statementLike));
      TestSchema.execute(
          """
          SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE '%s'"""
              .formatted(statementLike));
      return Objects.requireNonNull(catchThrowable(copy::join).getCause());
    }
  }

  private static void copyAll(PgLakeSource source, SyncTable table) {
    while (source.copy(table).remaining() == Remaining.READY) {
      // Copies the next batch.
    }
  }
}
