package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.trials.workload.TransactionPlan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that inserts rows when the run begins, some of them within a savepoint. It commits
 * when the run ends. A correct copy neither loses these rows nor waits for them.
 */
final class HeldOpenTransaction implements Callable<@Nullable Void> {
  private static final Step FIVE_ROWS = new Step.Insert(5);

  private final DataSource postgres;
  private final RunSignals signals;
  private final List<WorkloadTableWriter> tables;

  HeldOpenTransaction(DataSource postgres, RunSignals signals, List<WorkloadTableWriter> tables) {
    this.postgres = postgres;
    this.signals = signals;
    this.tables = tables;
  }

  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      signals.awaitStart();
      insert(connection);
      Savepoint savepoint = connection.setSavepoint();
      insert(connection);
      connection.releaseSavepoint(savepoint);
      signals.awaitStop();
      connection.commit();
    }
    return null;
  }

  private void insert(Connection connection) throws SQLException {
    for (WorkloadTableWriter table : tables) {
      table.run(connection, FIVE_ROWS);
    }
  }
}
