package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Measures the cost of a verification. {@code -Dverify.rows} sets the number of rows. */
class VerifyCostIT {
  private static final int ROWS = Integer.getInteger("verify.rows", 20_000);
  private static final int RANGE = 100_000;

  private static final SyncTable TABLE =
      SyncTable.of("core_it.transactions", "core_it.iceberg_transactions").mode(WriteMode.UPSERT);

  private final PgLakeVerifier verifier =
      PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(RANGE).build();

  @Test
  void aRangeThatAgreesIsReadOnceAndOneThatDoesNotTwice() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.transactions (
          txn_id bigint PRIMARY KEY, store_id int, customer_id int, amount numeric(10,2),
          payment varchar(20), created_at timestamptz, note text)
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    TestSchema.execute(
        """
        INSERT INTO core_it.transactions
        SELECT i, i % 50, i % 10007, i % 100000 / 100.0, 'card', now() - i * interval '1 s', md5(i::text)
        FROM generate_series(1, %ROWS) AS i
        """
            .replace("%ROWS", String.valueOf(ROWS)));
    TestSchema.execute("ANALYZE core_it.transactions");
    VerifiedTables.copy(TABLE);

    VerifyReport equal = timed("all rows agree", () -> verifier.verify(TABLE));
    assertThat(equal.differences()).isEmpty();
    assertThat(equal.counts().ranges()).isEqualTo(ROWS / RANGE + 1);
    ContinuousVerification steps = verifier.continuously(TABLE);
    timed("one range", steps::next);
    TestSchema.execute("UPDATE core_it.iceberg_transactions SET amount = 0.07 WHERE txn_id = 4711");
    VerifyReport different = timed("one row differs", () -> verifier.verify(TABLE));
    assertThat(different.differences()).hasSize(1);
    timed("repair of it", () -> verifier.repair(RepairPlan.of(different)));
  }

  private static <T> T timed(String what, Supplier<T> work) {
    long started = System.nanoTime();
    T result = work.get();
    System.out.printf(
        "%,d rows, %s: %,d ms%n",
        ROWS, what, Duration.ofNanos(System.nanoTime() - started).toMillis());
    return result;
  }
}
