package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TrackedTable;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The table of a wrong kind. The library sets up the table. The checkpoints of the wrong kind are
 * stored in a separate table.
 */
final class TwoTransactionsTable implements WorkloadTable {
  private final TrackedTable tables;

  TwoTransactionsTable(TrackedTable tables) {
    this.tables = tables;
  }

  @Override
  public TableProfile profile() {
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
