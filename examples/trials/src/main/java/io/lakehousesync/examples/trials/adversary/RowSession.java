package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.RunSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Changes the rows of all tables, in transactions of several kinds: short transactions, long
 * transactions, transactions with savepoints, transactions that got their id long before their
 * first write, transactions in the role of a subscription, and prepared transactions.
 *
 * @param prepared whether the server can prepare transactions
 */
record RowSession(
    DataSource postgres,
    RunSignals signals,
    Gate gate,
    List<AttackedTable> tables,
    long seed,
    EventLog log,
    boolean prepared)
    implements Callable<@Nullable Void> {
  @Override
  public @Nullable Void call() throws SQLException, InterruptedException {
    try (Connection connection = postgres.getConnection()) {
      Session session = new Session(connection, new Random(seed), log);
      session.execute("SET lock_timeout = '1s'");
      connection.setAutoCommit(false);
      signals.awaitStart();
      while (!signals.stopped()) {
        try (Gate.Pass pass = gate.enter()) {
          transaction(session);
        }
      }
      connection.setAutoCommit(true);
      session.execute("RESET lock_timeout");
    }
    return null;
  }

  private void transaction(Session session) throws SQLException, InterruptedException {
    try {
      if (session.chance(10)) {
        session.execute("SELECT pg_current_xact_id()");
        log.add("tx_old_id");
        think(session, 800);
      }
      if (session.chance(10)) {
        session.execute("SET LOCAL session_replication_role = replica");
        log.add("tx_replica");
      }
      boolean isLong = session.chance(8);
      int steps = 1 + session.random().nextInt(4);
      for (int i = 0; i < steps; i++) {
        step(session);
        if (isLong) {
          log.add("think");
          think(session, 500);
        }
      }
      end(session);
    } catch (SQLException e) {
      session.connection().rollback();
      if (!Session.isBenign(e)) {
        throw e;
      }
      log.add("tx_failed");
    }
  }

  private void step(Session session) throws SQLException {
    AttackedTable table = session.oneOf(tables);
    if (!session.chance(25)) {
      RowAttack.any(session, table);
      return;
    }
    Savepoint savepoint = session.connection().setSavepoint();
    RowAttack.any(session, table);
    if (session.chance(50)) {
      session.connection().rollback(savepoint);
      log.add("savepoint_rolled_back");
    } else {
      session.connection().releaseSavepoint(savepoint);
      log.add("savepoint_released");
    }
  }

  private void end(Session session) throws SQLException, InterruptedException {
    if (session.chance(12)) {
      session.connection().rollback();
      log.add("tx_rolled_back");
    } else if (prepared && session.chance(10)) {
      prepare(session);
    } else {
      session.connection().commit();
      log.add("tx_committed");
    }
  }

  private void prepare(Session session) throws SQLException, InterruptedException {
    String id = "adversary-%d-%d".formatted(seed, session.random().nextInt());
    session.execute("PREPARE TRANSACTION '%s'".formatted(id));
    session.connection().commit();
    think(session, 500);
    session.connection().setAutoCommit(true);
    session.execute((session.chance(70) ? "COMMIT" : "ROLLBACK") + " PREPARED '%s'".formatted(id));
    session.connection().setAutoCommit(false);
    log.add("tx_prepared");
  }

  private void think(Session session, int longestMillis) throws InterruptedException {
    signals.awaitStop(Duration.ofMillis(session.random().nextInt(longestMillis)));
  }
}
