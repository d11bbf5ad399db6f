package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.postgres.InterruptingDataSource.Calls;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The session of a set-up ends after each of its commits, and the response is lost. The next set-up
 * completes it. In between, no write is lost.
 */
@Tag("slow")
class InterruptedSetupIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  private static void createTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int) PARTITION BY RANGE (id);
        CREATE TABLE core_it.sales_1 PARTITION OF core_it.sales FOR VALUES FROM (0) TO (100);
        CREATE TABLE core_it.sales_2 PARTITION OF core_it.sales FOR VALUES FROM (100) TO (200)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.sales_2_1 PARTITION OF core_it.sales_2 FOR VALUES FROM (100) TO (200);
        INSERT INTO core_it.sales SELECT i, i FROM generate_series(0, 199, 10) AS i
        """);
  }

  @Test
  void aSetUpIsCompletedByTheNextOne() throws SQLException {
    int failures = 0;
    boolean spared = false;
    for (int call = 1; !spared; call++) {
      createTable();
      InterruptingDataSource interrupting = interruptedAfter(call);
      failures += interrupt(() -> PgLakeSetup.of(interrupting.dataSource()).apply(List.of(SALES)));
      spared = interrupting.wasSpared();
      if (isCaptured()) {
        copyAll();
      }
      TestSchema.execute("DELETE FROM core_it.sales WHERE id < 20");
      TestSchema.execute("UPDATE core_it.sales SET amount = -1 WHERE id = 100");

      setup.apply(List.of(SALES));

      assertThat(setup.plan(List.of(SALES))).as("plan after call %d", call).isEmpty();
      copyAll();
      assertEqual("after an interruption at call " + call);
    }
    assertThat(failures).isGreaterThan(12);
  }

  @Test
  void aTeardownIsCompletedByTheNextOne() throws SQLException {
    int failures = 0;
    boolean spared = false;
    for (int call = 1; !spared; call++) {
      createTable();
      setup.apply(List.of(SALES));
      InterruptingDataSource interrupting = interruptedAfter(call);
      failures +=
          interrupt(() -> PgLakeSetup.of(interrupting.dataSource()).teardown(List.of(SALES)));
      spared = interrupting.wasSpared();

      setup.teardown(List.of(SALES));

      assertThat(setup.teardownPlan(List.of(SALES))).as("plan after call %d", call).isEmpty();
      TestSchema.execute("UPDATE core_it.sales SET amount = -1");
    }
    assertThat(failures).isGreaterThan(5);
  }

  @Test
  void aNewBaselineAfterARestoreIsCompletedByTheNextOne() throws SQLException {
    int failures = 0;
    boolean spared = false;
    for (int call = 1; !spared; call++) {
      createTable();
      setup.apply(List.of(SALES));
      copyAll();
      TestSchema.execute(
          "ALTER TABLE core_it.sales DISABLE TRIGGER USER; UPDATE core_it.sales SET sync_xid ="
              + " '99999999'; ALTER TABLE core_it.sales ENABLE TRIGGER USER");
      setup.apply(List.of(SALES));
      InterruptingDataSource interrupting = interruptedAfter(call);
      failures += interrupt(() -> PgLakeSetup.of(interrupting.dataSource()).newBaseline(SALES));
      spared = interrupting.wasSpared();

      setup.newBaseline(SALES);
      setup.apply(List.of(SALES));

      assertThat(setup.plan(List.of(SALES))).as("plan after call %d", call).isEmpty();
      copyAll();
      assertEqual("after an interruption at call " + call);
    }
    assertThat(failures).isGreaterThan(12);
  }

  private static InterruptingDataSource interruptedAfter(int call) {
    return new InterruptingDataSource(TestSchema.postgres(), call, Moment.AFTER, Calls.DURABLE);
  }

  /** Returns the number of failures, 1 or 0. */
  private static int interrupt(Runnable work) {
    try {
      work.run();
      return 0;
    } catch (NotAppliedException | OutcomeUnknownException e) {
      return 1;
    }
  }

  /** Returns whether a copy may begin: the doctor finds no error. */
  private static boolean isCaptured() {
    return PgLakeDoctor.of(TestSchema.postgres()).examine(List.of(SALES)).stream()
        .noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  private void copyAll() {
    while (source.copy(SALES).remaining() == Remaining.READY) {}
  }

  private static void assertEqual(String description) throws SQLException {
    assertThat(TestSchema.rows("SELECT id, amount FROM core_it.iceberg_sales ORDER BY id"))
        .as(description)
        .isEqualTo(TestSchema.rows("SELECT id, amount FROM core_it.sales ORDER BY id"));
  }
}
