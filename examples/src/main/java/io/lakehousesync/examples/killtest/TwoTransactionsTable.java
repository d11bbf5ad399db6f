package io.lakehousesync.examples.killtest;

import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.TrackedTable;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import io.lakehousesync.examples.workload.WorkloadTable;
import java.sql.Connection;
import java.sql.SQLException;

/** The table of a wrong kind: as the library sets it up, with checkpoints of its own. */
final class TwoTransactionsTable implements WorkloadTable {
  private final TrackedTable tables;

  TwoTransactionsTable(TrackedTable tables) {
    this.tables = tables;
  }

  @Override
  public Profile profile() {
    return tables.profile();
  }

  @Override
  public void create(Connection connection) throws SQLException {
    tables.create(connection);
    WorkloadDatabase.execute(
        connection,
        "CREATE TABLE IF NOT EXISTS %s (target text PRIMARY KEY, position pg_snapshot NOT NULL)"
            .formatted(TwoTransactionsSource.CHECKPOINTS));
  }

  @Override
  public void forget() throws SQLException {
    tables.forget();
  }
}
