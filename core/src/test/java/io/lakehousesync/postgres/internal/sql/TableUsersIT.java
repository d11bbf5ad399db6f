package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableUsersIT {
  static Stream<ChangeTracking> kindsWithATableOfKeys() {
    return Stream.of(ChangeTracking.xid(), ChangeTracking.queue());
  }

  /** A session that uses only our table also blocks a set-up or a teardown. */
  @ParameterizedTest
  @MethodSource("kindsWithATableOfKeys")
  void namesASessionThatUsesOurTable(ChangeTracking tracking) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    SyncTable table = SyncTable.of("core_it.t", "core_it.lake").tracking(tracking);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    String ours =
        tracking.kind().id()
            + "_"
            + TestSchema.rows("SELECT 'core_it.t'::regclass::oid::text").get(0);
    try (Connection holder = TestSchema.postgres().getConnection();
        Connection asking = TestSchema.postgres().getConnection()) {
      assertThat(TableUsers.describe(asking, table.source())).startsWith("sessions that have");

      holder.setAutoCommit(false);
      TestSchema.execute(
          holder, "LOCK TABLE lakehouse_sync.%s IN ROW EXCLUSIVE MODE".formatted(ours));
      assertThat(TableUsers.describe(asking, table.source())).startsWith("pid ");
      holder.rollback();
    }
  }
}
