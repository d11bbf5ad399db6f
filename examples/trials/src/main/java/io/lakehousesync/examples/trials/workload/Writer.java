package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.trials.workload.TransactionPlan.End;
import io.lakehousesync.examples.trials.workload.TransactionPlan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions, one after the other, until the run ends. Each transaction writes to the tables
 * of all kinds, so that all tables have the same load.
 */
final class Writer implements Callable<@Nullable Void> {
  private final DataSource postgres;
  private final RunSignals signals;
  private final Duration pause;
  private final List<WorkloadTableWriter> tables;
  private final Random random;
  private final LongAdder committed;

  /**
   * @param pause how long to wait after each transaction
   * @param committed counts the committed transactions of all writers
   */
  Writer(
      DataSource postgres,
      RunSignals signals,
      Duration pause,
      List<WorkloadTableWriter> tables,
      Random random,
      LongAdder committed) {
    this.postgres = postgres;
    this.signals = signals;
    this.pause = pause;
    this.tables = tables;
    this.random = random;
    this.committed = committed;
  }

  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    try (Connection connection = postgres.getConnection()) {
      connection.setAutoCommit(false);
      signals.awaitStart();
      while (!signals.stopped()) {
        TransactionPlan plan = TransactionPlan.next(random);
        try {
          run(connection, plan);
        } catch (SQLException e) {
          connection.rollback();
          rolledBack();
          if (!Contention.causes(e)) {
            throw e;
          }
        }
        signals.awaitStop(pause);
      }
    }
    return null;
  }

  private void run(Connection connection, TransactionPlan plan)
      throws SQLException, InterruptedException {
    for (Step step : plan.steps()) {
      run(connection, step);
    }
    signals.awaitStop(plan.think());
    if (plan.end() == End.ROLLBACK) {
      connection.rollback();
      rolledBack();
    } else {
      connection.commit();
      tables.forEach(WorkloadTableWriter::committed);
      committed.increment();
    }
  }

  private void run(Connection connection, Step step) throws SQLException, InterruptedException {
    if (step instanceof Step.Think think) {
      signals.awaitStop(think.time());
    } else if (step instanceof Step.Savepoint within) {
      Savepoint savepoint = connection.setSavepoint();
      List<Integer> before = tables.stream().map(WorkloadTableWriter::inserted).toList();
      for (Step inner : within.steps()) {
        run(connection, inner);
      }
      if (within.end() == End.ROLLBACK) {
        connection.rollback(savepoint);
        for (int i = 0; i < before.size(); i++) {
          tables.get(i).rolledBackTo(before.get(i));
        }
      } else {
        connection.releaseSavepoint(savepoint);
      }
    } else {
      for (WorkloadTableWriter table : tables) {
        table.run(connection, step);
      }
    }
  }

  private void rolledBack() {
    tables.forEach(table -> table.rolledBackTo(0));
  }
}
