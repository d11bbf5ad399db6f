package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.postgres.InterruptingDataSource.Moment;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncGroup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The backend of a cut ends before and after each call to the server. The sums stay right, and the
 * next cut is complete.
 */
@Tag("slow")
class InterruptedCutIT {
  private static final String WITHOUT_ROW =
      """
      SELECT count(*) FROM core_it.lakehouse_cuts AS snapshot WHERE table_name IS NOT NULL
        AND NOT EXISTS (SELECT FROM core_it.lakehouse_cuts AS cut
                        WHERE cut.cut_id = snapshot.cut_id AND cut.table_name IS NULL)
      """;

  private final SyncSource intact = PgLakeSource.of(TestSchema.copier());

  @ParameterizedTest
  @CsvSource({"xid, AFTER", "xid, BEFORE", "comparison, AFTER"})
  void anInterruptedCutIsMadeAsAWholeOrNotAtAll(String kind, Moment moment) throws Exception {
    ChangeTracking tracking =
        kind.equals("xid") ? ChangeTracking.xid() : ChangeTracking.comparison();
    SyncGroup group = Orders.create(tracking, tracking).recordCutsIn("core_it.lakehouse_cuts");
    PgLakeSetup.of(TestSchema.postgres()).applyGroups(List.of(group));
    Orders.cut(intact, group);
    List<LakehouseSyncException> failures = new ArrayList<>();

    boolean spared = false;
    for (int call = 1; !spared; call++) {
      change(call);
      InterruptingDataSource interrupting =
          new InterruptingDataSource(TestSchema.postgres(), call, moment);
      try {
        CutResult result = PgLakeSource.of(interrupting.dataSource()).cut(group);
        assertThat(result.cut()).as("the cut of call %d", call).isPresent();
        assertThat(Orders.lake()).isEqualTo(Orders.heap());
      } catch (LakehouseSyncException e) {
        failures.add(e);
      }
      spared = interrupting.wasSpared();

      assertThat(Orders.broken()).as("after an interruption at call %d", call).isZero();
      Orders.cut(intact, group);
      assertThat(Orders.lake())
          .as("after the cut that follows an interruption at call %d", call)
          .isEqualTo(Orders.heap());
    }

    assertThat(failures)
        .isNotEmpty()
        .allMatch(e -> e instanceof NotAppliedException || e instanceof OutcomeUnknownException)
        .anyMatch(e -> e instanceof OutcomeUnknownException);
    assertThat(TestSchema.number(WITHOUT_ROW)).isZero();
  }

  /** Wrong on purpose: the tables of the group are copied one after the other. */
  @Test
  void theSameInterruptionsBreakTheSumsIfTheTablesAreCopiedInTwoTransactions() throws Exception {
    SyncGroup group = Orders.create();
    Orders.cut(intact, group);
    long broken = 0;

    boolean spared = false;
    for (int call = 1; !spared; call += 5) {
      change(call);
      InterruptingDataSource interrupting =
          new InterruptingDataSource(TestSchema.postgres(), call, Moment.AFTER);
      try {
        SyncSource source = PgLakeSource.of(interrupting.dataSource());
        group.tables().forEach(source::copy);
      } catch (LakehouseSyncException e) {
        broken += Orders.broken();
      }
      spared = interrupting.wasSpared();
      Orders.cut(intact, group);
    }

    assertThat(broken).isPositive();
  }

  /** One transaction that adds an order, changes another one, and removes the order before. */
  private static void change(int call) throws SQLException {
    TestSchema.execute(
        """
        BEGIN;
        INSERT INTO core_it.orders VALUES (%1$d, 3);
        INSERT INTO core_it.lines (order_id, amount) VALUES (%1$d, 1), (%1$d, 2);
        UPDATE core_it.lines SET amount = amount + 1 WHERE id = 1;
        UPDATE core_it.orders SET total = total + 1 WHERE id = 1;
        DELETE FROM core_it.lines WHERE order_id = %1$d - 1;
        DELETE FROM core_it.orders WHERE id = %1$d - 1;
        COMMIT
        """
            .formatted(1000 + call));
  }
}
