package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The copying backend ends at each step, before it and after it: nothing is lost or doubled. */
class InterruptedCopyIT {
  private static final String BOTH_SIDES = "SELECT id, amount FROM core_it.%s ORDER BY id, amount";

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2))");
  }

  static Stream<Arguments> everyKindAtEachMoment() {
    return Stream.of(
            ChangeTracking.xid(),
            ChangeTracking.marker("synced_at"),
            ChangeTracking.ordered("id"),
            ChangeTracking.queue(),
            ChangeTracking.comparison())
        .flatMap(kind -> Stream.of(Moment.values()).map(moment -> Arguments.of(kind, moment)));
  }

  @ParameterizedTest
  @MethodSource("everyKindAtEachMoment")
  void losesAndDoublesNothing(ChangeTracking tracking, Moment moment) throws SQLException {
    boolean insertsOnly = tracking instanceof ChangeTracking.Ordered;
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
              .formatted(10 * call, 10 * call + 4));
      if (!insertsOnly) {
        TestSchema.execute("UPDATE core_it.sales SET amount = amount + 1 WHERE id IN (10, 12)");
      }
      InterruptingDataSource interrupting =
          new InterruptingDataSource(TestSchema.postgres(), call, moment);
      try {
        copyAll(PgLakeSource.builder(interrupting.dataSource()).batchRows(3).build(), table);
      } catch (LakehouseSyncException e) {
        failures.add(e);
      }
      spared = interrupting.wasSpared();
      copyAll(PgLakeSource.of(TestSchema.postgres()), table);

      assertThat(TestSchema.rows(BOTH_SIDES.formatted("iceberg_sales")))
          .as("after an interruption at call %d", call)
          .isEqualTo(TestSchema.rows(BOTH_SIDES.formatted("sales")));
    }

    assertThat(failures)
        .isNotEmpty()
        .allMatch(e -> e instanceof NotAppliedException || e instanceof OutcomeUnknownException)
        .anyMatch(e -> e instanceof OutcomeUnknownException);
  }

  private static void copyAll(PgLakeSource source, SyncTable table) {
    while (source.copy(table).remaining() == Remaining.READY) {
      // The next batch.
    }
  }
}
