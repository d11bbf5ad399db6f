package io.lakehousesync.examples.workload;

import io.lakehousesync.examples.workload.TransactionPlan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that inserts rows when the run begins, some of them within a savepoint, and commits
 * when it ends: nobody may lose them, and nobody may wait for them.
 */
final class HeldOpenTransaction implements Callable<@Nullable Void> {
  private static final Step FIVE_ROWS = new Step.Insert(5);

  private final DataSource postgres;
  private final RunSignals signals;
  private final List<TableWriter> tables;

  HeldOpenTransaction(DataSource postgres, RunSignals signals, List<TableWriter> tables) {
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
    for (TableWriter table : tables) {
      table.run(connection, FIVE_ROWS);
    }
  }
}
